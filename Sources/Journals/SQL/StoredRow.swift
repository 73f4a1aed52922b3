import Values

/// A row of either database.
protocol StoredRow {
    func isNull(_ column: Column) -> Bool
    /// 0 for NULL.
    func integer(_ column: Column) -> Int64
    /// Empty for NULL.
    func text(_ column: Column) -> String
    /// Empty for NULL.
    func blob(_ column: Column) -> [UInt8]
}

extension StoredRow {
    func count(_ column: Column) -> Int { Int(integer(column)) }
    func flag(_ column: Column) -> Bool { integer(column) != 0 }
    func moment(_ column: Column) -> Timestamp { Timestamp(milliseconds: integer(column)) }
    func state(_ column: Column) -> StoredState { StoredState(rawValue: integer(column)) ?? .failed }

    func momentIfAny(_ column: Column) -> Timestamp? { isNull(column) ? nil : moment(column) }
    func textIfAny(_ column: Column) -> String? { isNull(column) ? nil : text(column) }
    func blobIfAny(_ column: Column) -> [UInt8]? { isNull(column) ? nil : blob(column) }
}
