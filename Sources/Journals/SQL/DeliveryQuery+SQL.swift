import Values

extension DeliveryQuery {
    /// What an index over event and id answers.
    func indexedConditions(_ dialect: SQLDialect) -> [SQL] {
        let conditions: [SQL?] = [
            event.map { dialect.isEvent($0) }, ids.map { dialect.contains(.texts($0.map(\.text)), "id") },
            after.map { "id > \(.text($0.text))" }, before.map { "id < \(.text($0.text))" },
        ]
        return conditions.compactMap(\.self)
    }

    /// What must be examined for each delivery, apart from its state.
    var otherConditions: [SQL] {
        let conditions: [SQL?] = [
            endpoint.map { "endpoint = \(.text($0))" }, since.map { "received >= \(.moment($0))" },
        ]
        return conditions.compactMap(\.self)
    }

    /// The state, examined for each delivery.
    var existence: [SQL] { state.map { [$0.existence] } ?? [] }

    /// Whether deliveries must be examined to know whether they match.
    var needsExamination: Bool { state != nil || endpoint != nil || since != nil }
}

extension DeliveryState {
    /// The states of which a run of such a delivery has one; nil if it has no run.
    var runStates: [StoredState]? {
        switch self {
        case .running: [.running]
        case .pending: [.pending, .blocked]
        case .failed: [.failed]
        case .cancelled: [.cancelled]
        case .succeeded: [.succeeded]
        case .ignored: nil
        }
    }

    /// What is true of a delivery `d` in this state. The running and the failed ones are found through an index of runs.
    var condition: SQL {
        switch self {
        case .running: "d.key IN (SELECT delivery FROM runs WHERE state = \(.running))"
        case .failed: "d.key IN (SELECT delivery FROM runs WHERE state = \(.failed)) AND NOT \(Self.isUnderWay)"
        case .pending, .cancelled, .succeeded, .ignored: existence
        }
    }

    /// The same, examined for each delivery.
    var existence: SQL {
        switch self {
        case .running: Self.hasRun([.running])
        case .pending: "\(Self.hasRun([.pending, .blocked])) AND NOT \(Self.hasRun([.running]))"
        case .failed: "\(Self.hasRun([.failed])) AND NOT \(Self.isUnderWay)"
        case .cancelled: "\(Self.hasRun([.cancelled])) AND NOT \(Self.hasRun([.pending, .blocked, .running, .failed]))"
        case .succeeded:
            "\(Self.hasRun([.succeeded])) AND NOT \(Self.hasRun([.pending, .blocked, .running, .failed, .cancelled]))"
        case .ignored: "NOT EXISTS (SELECT 1 FROM runs WHERE delivery = d.key)"
        }
    }

    private static let isUnderWay = hasRun([.pending, .blocked, .running])

    private static func hasRun(_ states: [StoredState]) -> SQL {
        let states = states.map { "\($0)" }.joined(separator: ", ")
        return "EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state IN (\(raw: states)))"
    }
}
