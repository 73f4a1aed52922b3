import CSQLite
import Formats
import Glibc
import Values

/// One connection to the journal's file, confined to the queue of its owner.
///
/// The only file that touches SQLite, hence the unsafe pointers: a handle and its statements are C objects, and live
/// exactly as long as this one.
final class Database: SQLConnection {
    static let dialect = SQLDialect.sqlite

    private struct Statement {
        let handle: OpaquePointer
        let columns: ColumnPositions
    }

    private let handle: OpaquePointer
    private var statements: [String: Statement] = [:]
    private let path: String
    /// The numbers of hooks, which never change once they are committed.
    private var hooks: [HookKey: Int64] = [:]

    /// Opens the file, which must exist, and follows no symbolic link on the way.
    ///
    /// - Throws: why SQLite cannot open it.
    init(path: String, isReadOnly: Bool) throws(JournalError) {
        // The handle becomes a property only when it is good: Swift runs `deinit` for an object whose properties are all
        // set, even if `init` throws, and SQLite would be asked to close one handle twice.
        let access = (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) | SQLITE_OPEN_NOFOLLOW
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            let error = Self.error(of: opened, path: path)
            sqlite3_close_v2(opened)
            throw error
        }
        sqlite3_extended_result_codes(opened, 1)
        sqlite3_busy_timeout(opened, 10_000)
        handle = opened
        self.path = path
    }

    deinit {
        statements.values.forEach { sqlite3_finalize($0.handle) }
        sqlite3_close_v2(handle)
    }

    /// Runs statements without values, such as a schema.
    func execute(_ sql: String) throws(JournalError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
    }

    /// Runs a statement that gives no rows, and returns how many rows it has changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws(JournalError) -> Int { try run(sql, values) }

    /// The same with a list of values.
    @discardableResult
    func run(_ sql: String, _ values: [SQLValue]) throws(JournalError) -> Int {
        _ = try rows(sql, values) { _ in }
        return Int(sqlite3_changes(handle))
    }

    /// `INSERT INTO …` with a placeholder for each column.
    static func insertion(into table: String, _ columns: [Column], orReplace: Bool = false) -> String {
        let placeholders = columns.map { _ in "?" }.joined(separator: ", ")
        return "INSERT \(orReplace ? "OR REPLACE " : "")INTO \(table) (\(columns.names())) VALUES (\(placeholders))"
    }

    /// The rows that a query gives, each made into something by `make`.
    func query<Element>(_ sql: String, _ values: SQLValue..., make: (Row) -> Element) throws(JournalError) -> [Element]
    {
        try rows(sql, values, make)
    }

    /// Whether a query gives a row.
    func exists(_ sql: String, _ values: SQLValue...) throws(JournalError) -> Bool {
        try !rows(sql, values, { _ in }).isEmpty
    }

    /// The number that a query without a column's name gives.
    func number(_ sql: String) throws(JournalError) -> Int64 {
        try rows(sql, [], \.first).first ?? 0
    }

    @discardableResult
    func change(_ statement: SQL) throws(JournalError) -> Int {
        _ = try rows(statement) { _ in }
        return Int(sqlite3_changes(handle))
    }

    func rows<Element>(_ query: SQL, _ make: (Row) -> Element) throws(JournalError) -> [Element] {
        let (text, values) = query.rendered(for: .sqlite)
        return try rows(text, values, make)
    }

    private func rows<Element>(
        _ sql: String, _ values: [SQLValue], _ make: (Row) -> Element
    ) throws(JournalError) -> [Element] {
        let prepared = try prepared(sql)
        let statement = prepared.handle
        return try bind(values[...], from: 1, to: statement) { () throws(JournalError) in
            // Before the bytes that were lent to SQLite go.
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            var elements: [Element] = []
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW: elements.append(make(Row(statement: statement, columns: prepared.columns)))
                case SQLITE_DONE: return elements
                default: throw error()
                }
            }
        }
    }

    /// The key of the row that was inserted last.
    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Undoes the transaction, if one is open.
    func rollback() {
        hooks = [:]
        if sqlite3_get_autocommit(handle) == 0 { try? execute("ROLLBACK") }
    }

    /// The number of a hook; nil if the journal does not know it and `creating` is false.
    func id(of hook: HookKey, creating: Bool) throws(JournalError) -> Int64? {
        if let known = hooks[hook] { return known }
        let values: [SQLValue] = [.text(hook.endpoint), .text(hook.hook)]
        var number = try rows("SELECT id FROM hooks WHERE endpoint = ? AND name = ?", values, { $0.integer(.id) }).first
        if number == nil, creating {
            _ = try rows("INSERT INTO hooks (endpoint, name) VALUES (?, ?)", values) { _ in }
            number = lastInsertedKey
        }
        if let number { hooks[hook] = number }
        return number
    }

    /// The texts of all statements so far.
    var statementTexts: [String] { statements.keys.sorted() }

    private func prepared(_ sql: String) throws(JournalError) -> Statement {
        if let statement = statements[sql] { return statement }
        var prepared: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil) == SQLITE_OK,
            let prepared
        else { throw error() }
        let names = (0..<sqlite3_column_count(prepared)).map { String(cString: sqlite3_column_name(prepared, $0)) }
        let statement = Statement(handle: prepared, columns: ColumnPositions(names: names))
        statements[sql] = statement
        return statement
    }

    /// Binds the values from a position on, and then does `body`, during which SQLite reads blobs where they are: a payload
    /// may be hundreds of megabytes.
    private func bind<Result>(
        _ values: ArraySlice<SQLValue>, from position: Int32, to statement: OpaquePointer,
        then body: () throws(JournalError) -> Result
    ) throws(JournalError) -> Result {
        guard let value = values.first else { return try body() }
        let rest = values.dropFirst()
        switch value {
        case .integer(let number?): sqlite3_bind_int64(statement, position, number)
        case .text(let text?): bind(text, at: position, to: statement)
        case .blob(let bytes?) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, position, 0)
        case .blob(let bytes?):
            return try bytes.withUnsafeBufferPointer { lent throws(JournalError) in
                sqlite3_bind_blob64(statement, position, lent.baseAddress, UInt64(lent.count), Self.lends)
                return try bind(rest, from: position + 1, to: statement, then: body)
            }
        case .integer(nil), .text(nil), .blob(nil): sqlite3_bind_null(statement, position)
        case .integers(let list):
            bind(JSONValue.array(list.map { .number("\($0 ?? 0)") }).text, at: position, to: statement)
        case .texts(let list): bind(JSONValue.array(list.map { .string($0 ?? "") }).text, at: position, to: statement)
        case .storedTexts, .blobs: preconditionFailure("for PostgreSQL only")
        }
        return try bind(rest, from: position + 1, to: statement, then: body)
    }

    private func bind(_ text: String, at position: Int32, to statement: OpaquePointer) {
        sqlite3_bind_text(statement, position, text, Int32(text.utf8.count), Self.copies)
    }

    /// SQLITE_TRANSIENT: SQLite copies what it is given. A macro that Swift cannot see.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// SQLITE_STATIC: what SQLite is given stays where it is until the statement is reset.
    private static let lends: sqlite3_destructor_type? = nil

    private func error() -> JournalError { Self.error(of: handle, path: path) }

    /// What SQLite's last result code means for us: <https://www.sqlite.org/rescode.html>.
    private static func error(of handle: OpaquePointer?, path: String) -> JournalError {
        let text = String(cString: sqlite3_errmsg(handle))
        switch sqlite3_errcode(handle) {
        case SQLITE_FULL:
            return .full(path: path)
        case SQLITE_IOERR where sqlite3_system_errno(handle) == ENOSPC || sqlite3_system_errno(handle) == EDQUOT:
            return .full(path: path)
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return .corrupt(path: path, detail: text)
        default:
            let code = sqlite3_extended_errcode(handle)
            if code & 0xFF == SQLITE_FULL { return .full(path: path) }
            if code & 0xFF == SQLITE_CORRUPT { return .corrupt(path: path, detail: text) }
            return .unavailable(path: path, reason: "\(text) (SQLite \(code))")
        }
    }
}

/// A row, during the step that gives it.
struct Row: StoredRow {
    fileprivate let statement: OpaquePointer
    fileprivate let columns: ColumnPositions

    /// Its first column, whatever its name is.
    fileprivate var first: Int64 { sqlite3_column_int64(statement, 0) }

    func integer(_ column: Column) -> Int64 { sqlite3_column_int64(statement, columns[column]) }

    func isNull(_ column: Column) -> Bool { sqlite3_column_type(statement, columns[column]) == SQLITE_NULL }

    /// With its length: a text may hold NUL, where a C string ends.
    func text(_ column: Column) -> String {
        let text = sqlite3_column_text(statement, columns[column])
        let count = Int(sqlite3_column_bytes(statement, columns[column]))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    func blob(_ column: Column) -> [UInt8] {
        let bytes = sqlite3_column_blob(statement, columns[column])
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, columns[column]))))
    }
}
