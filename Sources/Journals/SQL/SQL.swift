/// A statement, or a part of one, with each value where its placeholder is.
struct SQL: Sendable {
    private enum Part {
        case text(String)
        case value(SQLValue)
    }

    private var parts: [Part] = []

    /// The text with a numbered placeholder for each value, such as `$1`, and the values.
    func rendered(for dialect: SQLDialect) -> (text: String, values: [SQLValue]) {
        if parts.count == 1, case .text(let text) = parts[0] { return (text, []) }
        var text = ""
        var values: [SQLValue] = []
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .value(let value):
                values.append(value)
                text += "\(dialect.placeholder)\(values.count)"
            }
        }
        return (text, values)
    }

    static func + (left: SQL, right: SQL) -> SQL {
        var sum = left
        sum.parts += right.parts
        return sum
    }

    static let begin: SQL = "BEGIN"
    static let commit: SQL = "COMMIT"
}

extension SQL: ExpressibleByStringInterpolation {
    init(stringLiteral text: String) { parts = [.text(text)] }
    init(stringInterpolation: StringInterpolation) { self = stringInterpolation.sql }

    /// Values become placeholders, states their numbers.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var sql = SQL()

        init(literalCapacity: Int, interpolationCount: Int) {
            sql.parts.reserveCapacity(2 * interpolationCount + 1)
        }

        mutating func appendLiteral(_ text: String) {
            if case .text(let last)? = sql.parts.last {
                sql.parts[sql.parts.count - 1] = .text(last + text)
            } else if !text.isEmpty {
                sql.parts.append(.text(text))
            }
        }
        mutating func appendInterpolation(_ value: SQLValue) { sql.parts.append(.value(value)) }
        mutating func appendInterpolation(_ state: StoredState) { appendLiteral("\(state)") }
        mutating func appendInterpolation(_ part: SQL) { sql.parts += part.parts }
        mutating func appendInterpolation(raw text: String) { appendLiteral(text) }
    }
}

extension [SQL] {
    func joined(by separator: SQL) -> SQL {
        guard let first else { return "" }
        return dropFirst().reduce(first) { $0 + separator + $1 }
    }

    /// `WHERE …`; empty without conditions.
    var clause: SQL { isEmpty ? "" : "WHERE \(joined(by: " AND "))" }
}
