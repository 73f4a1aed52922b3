import Values

extension SQLiteJournal {
    /// A page of the deliveries that match.
    public func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
        try await readForPeople { database throws(JournalError) in
            try database.hasFewRuns(in: query.state) ? database.pageOfFew(query) : database.pageOfMany(query)
        }
    }
}

extension Database {
    /// How many deliveries a page looks at: some 20 milliseconds' worth.
    private static let longestLook = 5000

    /// Whether the runs in the state that makes a delivery one of this state are few enough to look at all of them.
    fileprivate func hasFewRuns(in state: DeliveryState?) throws(JournalError) -> Bool {
        guard let states = state?.decidingStates else { return false }
        let runs = try query("SELECT coalesce(sum(runs), 0) FROM tallies WHERE state IN (\(states))") { $0.integer(0) }
        return runs[0] <= Self.longestLook
    }

    /// From the runs to their deliveries: finds also what is rare, and ages ago.
    fileprivate func pageOfFew(_ query: DeliveryQuery) throws(JournalError) -> DeliveryPage {
        let runs = "d.key IN (SELECT delivery FROM runs WHERE state IN (\(query.state?.decidingStates ?? "")))"
        let found = try deliveries(
            where: [(runs, [])] + query.conditionsOfEach, by: "NOT INDEXED", atMost: query.limit + 1)
        return DeliveryPage(found, atMost: query.limit, lookedBackTo: nil)
    }

    /// From the newest delivery back, until there are enough, or enough has been looked at.
    fileprivate func pageOfMany(_ query: DeliveryQuery) throws(JournalError) -> DeliveryPage {
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
    fileprivate init(_ found: [DeliverySummary], atMost limit: Int, lookedBackTo end: DeliveryID?) {
        let shown = Array(found.prefix(limit))
        self.init(deliveries: shown, next: found.count > limit ? shown.last?.id : end)
    }
}

extension DeliveryQuery {
    /// The conditions, each to be asked of one delivery after the other.
    fileprivate var conditionsOfEach: [Condition] {
        var others = self
        others.state = nil
        return others.conditions + (state.map { [($0.existence, [])] } ?? [])
    }

    /// Whether deliveries have to be looked at to know whether they match.
    fileprivate var needsLook: Bool { state != nil || endpoint != nil || since != nil }
}

extension DeliveryState {
    /// The states of which a run of such a delivery has one, if few deliveries of other states have such a run; else nil.
    fileprivate var decidingStates: String? {
        switch self {
        case .running: "2"
        case .pending: "0, 1"
        case .failed: "4"
        case .cancelled: "5"
        case .succeeded: "3"
        case .ignored: nil
        }
    }
}
