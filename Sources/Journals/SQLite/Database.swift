import Formats
import CSQLite
import Glibc
import Values

/// A value in a statement or a row.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])

    static func integer(_ number: Int) -> SQLValue { .integer(Int64(number)) }
    static func text(orNull text: String?) -> SQLValue { text.map(SQLValue.text) ?? .null }
}

/// One connection to the journal's file, confined to the queue of its owner.
///
/// The only file that touches SQLite, hence the unsafe pointers: a handle and its statements are C objects, and live
/// exactly as long as this one.
final class Database {
    private let handle: OpaquePointer
    private var statements: [String: OpaquePointer] = [:]
    private let path: String

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
        statements.values.forEach { sqlite3_finalize($0) }
        sqlite3_close_v2(handle)
    }

    /// Runs statements without values, such as a schema.
    func execute(_ sql: String) throws(JournalError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error() }
    }

    /// Runs a statement that gives no rows, and returns how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: SQLValue...) throws(JournalError) -> Int {
        try change(sql, values)
    }

    /// As `run`, for a list of values that is made up at run time.
    @discardableResult
    func change(_ sql: String, _ values: [SQLValue]) throws(JournalError) -> Int {
        _ = try rows(sql, values) { _ in }
        return Int(sqlite3_changes(handle))
    }

    /// The rows that a query gives, each made into something by `make`.
    func query<Element>(_ sql: String, _ values: SQLValue..., make: (Row) -> Element) throws(JournalError) -> [Element]
    {
        try rows(sql, values, make: make)
    }

    /// As `query`, for a list of values that is made up at run time.
    func rows<Element>(_ sql: String, _ values: [SQLValue], make: (Row) -> Element) throws(JournalError) -> [Element] {
        let statement = try prepared(sql)
        return try bind(values[...], from: 1, to: statement) { () throws(JournalError) in
            // Before the bytes that were lent to SQLite go.
            defer {
                sqlite3_reset(statement)
                sqlite3_clear_bindings(statement)
            }
            var elements: [Element] = []
            while true {
                switch sqlite3_step(statement) {
                case SQLITE_ROW: elements.append(make(Row(statement: statement)))
                case SQLITE_DONE: return elements
                default: throw error()
                }
            }
        }
    }

    /// The key of the row that was inserted last.
    var lastInsertedKey: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    private func prepared(_ sql: String) throws(JournalError) -> OpaquePointer {
        if let statement = statements[sql] { return statement }
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw error() }
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
        case .null: sqlite3_bind_null(statement, position)
        case .integer(let number): sqlite3_bind_int64(statement, position, number)
        case .text(let text): sqlite3_bind_text(statement, position, text, Int32(text.utf8.count), Self.copies)
        case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, position, 0)
        case .blob(let bytes):
            return try bytes.withUnsafeBufferPointer { lent throws(JournalError) in
                sqlite3_bind_blob64(statement, position, lent.baseAddress, UInt64(lent.count), Self.lends)
                return try bind(rest, from: position + 1, to: statement, then: body)
            }
        }
        return try bind(rest, from: position + 1, to: statement, then: body)
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

/// A row, for as long as the query stands on it.
struct Row: StoredRow {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(statement, Int32(column))
    }

    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }

    /// With its length: a text may hold NUL, where a C string ends.
    func text(_ column: Int) -> String {
        let text = sqlite3_column_text(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }

    func blob(_ column: Int) -> [UInt8] {
        let bytes = sqlite3_column_blob(statement, Int32(column))
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }
}
