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

struct PostgreSQLRow: StoredRow, Sendable {
    /// In the server's binary format; nil for NULL.
    let values: [[UInt8]?]
    let columns: ColumnPositions

    func isNull(_ column: Column) -> Bool { values[Int(columns[column])] == nil }

    /// A number of any width, or a truth value; 0 for NULL.
    func integer(_ column: Column) -> Int64 {
        let bytes = blob(column)
        let sign: Int64 = bytes.count > 1 && bytes[0] > 127 ? -1 : 0
        return bytes.reduce(sign) { $0 << 8 | Int64($1) }
    }

    func text(_ column: Column) -> String { String(stored: blob(column)) }

    /// A text as the server has it; empty for NULL.
    func storedText(_ column: Column) -> String { String(decoding: blob(column), as: UTF8.self) }

    func blob(_ column: Column) -> [UInt8] { values[Int(columns[column])] ?? [] }
}
#endif
