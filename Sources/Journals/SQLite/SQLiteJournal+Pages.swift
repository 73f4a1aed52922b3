import Formats
import Values

extension SQLiteJournal {
    /// A page of the deliveries that match.
    package func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
        try await readForPeople { database throws(JournalError) in
            if let states = query.state?.runStates { return try database.page(of: query, byRunsIn: states) }
            return try database.page(of: query)
        }
    }
}

extension Database {
    /// How many deliveries a page looks at: some milliseconds' worth.
    private static let longestLook = 5000

    /// From the newest run in one of these states back, to their deliveries: finds also what is rare, and ages ago. The
    /// order is that in which deliveries were written.
    fileprivate func page(
        of query: DeliveryQuery, byRunsIn states: [StoredState]
    ) throws(JournalError) -> DeliveryPage {
        let runs =
            states.map { state in
                """
                SELECT * FROM (SELECT delivery FROM runs WHERE state = \(state.rawValue) AND delivery < ?
                ORDER BY delivery DESC LIMIT ?)
                """
            }.joined(separator: " UNION ") + " ORDER BY 1 DESC LIMIT ?"
        let end = try query.before.map { id throws(JournalError) in try key(before: id) } ?? .max
        let look = SQLValue.integer(Self.longestLook)
        let values = states.flatMap { _ in [SQLValue.integer(end), look] } + [look]
        var others = query
        others.before = nil
        let found = try deliveries(
            where: [("d.key IN (\(runs))", values)] + others.conditionsOfEach, by: "NOT INDEXED", order: "key",
            atMost: query.limit + 1)
        let last =
            try rows(
                "SELECT id FROM deliveries WHERE key = (SELECT delivery FROM (\(runs)) LIMIT 1 OFFSET ?)",
                values + [.integer(Self.longestLook - 1)]
            ) { DeliveryID($0.text(0)) }.first ?? nil
        return DeliveryPage(found, atMost: query.limit, lookedBackTo: last)
    }

    /// The key behind which all deliveries are that were written before this one; it may be gone by now.
    private func key(before id: DeliveryID) throws(JournalError) -> Int64 {
        let found = try query(
            "SELECT key, id FROM deliveries WHERE id <= ? ORDER BY id DESC LIMIT 1", .text(id.text)
        ) { $0.text(1) == id.text ? $0.integer(0) : $0.integer(0) + 1 }
        return found.first ?? 0
    }

    /// From the newest delivery back, until there are enough, or enough has been looked at.
    fileprivate func page(of query: DeliveryQuery) throws(JournalError) -> DeliveryPage {
        var conditions = query.conditionsOfEach
        var end: DeliveryID?
        if query.needsLook {
            let place = query.placeConditions
            end =
                try rows(
                    "SELECT id FROM deliveries \(Self.clause(place)) ORDER BY id DESC LIMIT 1 OFFSET ?",
                    place.flatMap(\.values) + [.integer(Self.longestLook - 1)]
                ) { DeliveryID($0.text(0)) }.first ?? nil
        }
        if let end { conditions.append(("id >= ?", [.text(end.text)])) }
        return DeliveryPage(
            try deliveries(where: conditions, atMost: query.limit + 1), atMost: query.limit, lookedBackTo: end)
    }
}

extension DeliveryPage {
    /// What a look has found that asked for one delivery more than the page has, to learn whether it is the last.
    init(_ found: [DeliverySummary], atMost limit: Int, lookedBackTo end: DeliveryID?) {
        let shown = Array(found.prefix(limit))
        self.init(deliveries: shown, next: found.count > limit ? shown.last?.id : end)
    }
}

extension DeliveryQuery {
    /// The conditions, each to be asked of one delivery after the other.
    fileprivate var conditionsOfEach: [SQLCondition] {
        var others = self
        others.state = nil
        return others.conditions + (state.map { [($0.existence, [])] } ?? [])
    }

    /// Whether deliveries have to be looked at to know whether they match.
    var needsLook: Bool { state != nil || endpoint != nil || since != nil }
}

extension DeliveryState {
    /// The states of which a run of such a delivery has one; nil if it has no run.
    var runStates: [StoredState]? {
        switch self {
        case .running: [.running]
        case .pending: [.pending, .held]
        case .failed: [.failed]
        case .cancelled: [.cancelled]
        case .succeeded: [.succeeded]
        case .ignored: nil
        }
    }
}
