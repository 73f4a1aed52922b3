#if PostgreSQL
/// The rows that a statement has given.
struct PostgreSQLRows: RandomAccessCollection, Sendable {
    let rows: [PostgreSQLRow]
    /// How many rows the statement has written.
    let changes: Int

    var startIndex: Int { 0 }
    var endIndex: Int { rows.count }
    subscript(position: Int) -> PostgreSQLRow { rows[position] }
}

/// A row; its columns are counted from 0.
struct PostgreSQLRow: StoredRow, Sendable {
    /// In the server's binary format; nil for NULL.
    let values: [[UInt8]?]

    func isNull(_ column: Int) -> Bool { values[column] == nil }

    /// A number of any width, or a truth value; 0 for NULL.
    func integer(_ column: Int) -> Int64 {
        let bytes = blob(column)
        let sign: Int64 = bytes.count > 1 && bytes[0] > 127 ? -1 : 0
        return bytes.reduce(sign) { $0 << 8 | Int64($1) }
    }

    func text(_ column: Int) -> String { String(stored: blob(column)) }

    /// A text as the server has it; empty for NULL.
    func storedText(_ column: Int) -> String { String(decoding: blob(column), as: UTF8.self) }

    func blob(_ column: Int) -> [UInt8] { values[column] ?? [] }
}
#endif
