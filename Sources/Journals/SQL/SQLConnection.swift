/// A connection to either database, on the queue of its owner.
protocol SQLConnection: AnyObject {
    associatedtype Row: StoredRow
    static var dialect: SQLDialect { get }

    /// What `make` makes of each row that a query gives; a row is valid during the call only.
    func rows<Element>(_ query: SQL, _ make: (Row) -> Element) throws(JournalError) -> [Element]

    /// Runs a statement, and returns how many rows it has changed.
    @discardableResult
    func change(_ statement: SQL) throws(JournalError) -> Int
}

extension SQLConnection {
    var dialect: SQLDialect { Self.dialect }

    func firstRow<Element>(_ query: SQL, _ make: (Row) -> Element) throws(JournalError) -> Element? {
        try rows(query, make).first
    }
}
