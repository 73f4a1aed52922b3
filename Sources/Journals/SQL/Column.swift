/// A column that is read: of a table, or named by a query with `AS`.
enum Column: Int, CaseIterable {
    // Deliveries.
    case key, id, endpoint, provider, event, received, client, body, mark, fingerprint, signature, size
    // Hooks and runs.
    case name, delivery, hook, lane, state, due, attempts, failures, stop, claimed, claimer, lease, runs, firstdue
    case firstblocked
    // Attempts.
    case run, number, started, finished, exit, value, reason, output, bytes
    // Alerts and untold failures.
    case watched, ended, held, figure, tell, telling, attempt, tellings
    // Counts and conditions.
    case minute, deliveries, count, version, matches
    // Of `EXPLAIN QUERY PLAN`.
    case detail

    private static let byName = Dictionary(uniqueKeysWithValues: allCases.map { ("\($0)", $0) })

    init?(name: String) {
        guard let column = Self.byName[name] else { return nil }
        self = column
    }

    /// One value per row, as a list.
    func list(of values: [SQLValue]) -> SQLValue {
        switch self {
        case .id, .endpoint, .provider, .event, .client, .name, .lane, .reason:
            .texts(values.map { if case .text(let text) = $0 { text } else { nil } })
        case .body, .fingerprint, .signature, .output:
            .blobs(values.map { if case .blob(let blob) = $0 { blob } else { nil } })
        default: .integers(values.map { if case .integer(let number) = $0 { number } else { nil } })
        }
    }
}

extension [Column] {
    /// Separated by commas, each after the alias of its table, if there is one.
    func names(of alias: String? = nil) -> String {
        map { column in alias.map { "\($0).\(column)" } ?? "\(column)" }.joined(separator: ", ")
    }
}

/// Where the columns of a result are.
struct ColumnPositions: Sendable {
    private var positions: [Int32] = []

    /// Of the names of all columns; names other than those of ``Column`` cannot be read.
    init(names: [String]) {
        guard !names.isEmpty else { return }
        positions = Array(repeating: -1, count: Column.allCases.count)
        for (position, name) in names.enumerated() {
            if let column = Column(name: name) { positions[column.rawValue] = Int32(position) }
        }
    }

    subscript(column: Column) -> Int32 {
        let position = positions.isEmpty ? -1 : positions[column.rawValue]
        precondition(position >= 0, "the query has no column '\(column)'")
        return position
    }
}
