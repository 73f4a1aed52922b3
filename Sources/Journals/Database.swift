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
    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = [:]
    private let path: String

    /// SQLITE_TRANSIENT: SQLite copies what it is given. A macro that Swift cannot see.
    private static let copies = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    /// Opens the file, which has to be there.
    init(path: String, isReadOnly: Bool) throws(JournalError) {
        self.path = path
        let access = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        guard sqlite3_open_v2(path, &handle, access | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK else {
            defer { sqlite3_close_v2(handle) }
            throw error()
        }
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 10_000)
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
        defer {
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        }
        for (position, value) in values.enumerated() { bind(value, at: Int32(position + 1), of: statement) }
        var elements: [Element] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: elements.append(make(Row(statement: statement)))
            case SQLITE_DONE: return elements
            default: throw error()
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

    private func bind(_ value: SQLValue, at position: Int32, of statement: OpaquePointer) {
        switch value {
        case .null: sqlite3_bind_null(statement, position)
        case .integer(let number): sqlite3_bind_int64(statement, position, number)
        case .text(let text): sqlite3_bind_text(statement, position, text, Int32(text.utf8.count), Self.copies)
        case .blob(let bytes) where bytes.isEmpty: sqlite3_bind_zeroblob(statement, position, 0)
        case .blob(let bytes):
            sqlite3_bind_blob64(statement, position, bytes, UInt64(bytes.count), Self.copies)
        }
    }

    /// What SQLite's last result code means for us: <https://www.sqlite.org/rescode.html>.
    private func error() -> JournalError {
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

    func text(_ column: Int) -> String {
        sqlite3_column_text(statement, Int32(column)).map { String(cString: $0) } ?? ""
    }

    func blob(_ column: Int) -> [UInt8] {
        let bytes = sqlite3_column_blob(statement, Int32(column))
        return Array(UnsafeRawBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, Int32(column)))))
    }
}
