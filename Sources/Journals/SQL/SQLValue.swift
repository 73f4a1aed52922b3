import Values

/// A value of a statement.
enum SQLValue: Sendable, Equatable {
    case integer(Int64?)
    case text(String?)
    case blob([UInt8]?)
    /// A list: an array in PostgreSQL, JSON in SQLite.
    case integers([Int64?])
    case texts([String?])
    /// PostgreSQL only: texts as the server stores them.
    case storedTexts([String?])
    /// PostgreSQL only.
    case blobs([[UInt8]?])

    static func integer(_ number: Int) -> Self { .integer(Int64(number)) }
    static func moment(_ moment: Timestamp?) -> Self { .integer(moment?.milliseconds) }
    static func flag(_ isSet: Bool) -> Self { .integer(isSet ? 1 : 0) }
    static func state(_ state: RunState) -> Self { .integer(StoredState(state).rawValue) }
    static func moments(_ moments: [Timestamp?]) -> Self { .integers(moments.map { $0?.milliseconds }) }
    static func counts(_ numbers: [Int]) -> Self { .integers(numbers.map { Int64($0) }) }
    static func flags(_ flags: [Bool]) -> Self { .integers(flags.map { $0 ? 1 : 0 }) }
}
