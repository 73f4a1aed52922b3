import Values

extension SQLConnection {
    /// How many deliveries a page examines: some milliseconds' worth.
    private static var limit: SQL { "5000" }
    private static var lastOffset: SQL { "4999" }

    /// A page of the deliveries that match.
    func page(of query: DeliveryQuery) throws(JournalError) -> DeliveryPage {
        if let states = query.state?.runStates { return try page(of: query, byRunsIn: states) }
        let indexed = query.indexedConditions(dialect)
        let end =
            query.needsExamination
            ? try deliveryID(
                "SELECT id FROM deliveries \(indexed.clause) ORDER BY id DESC LIMIT 1 OFFSET \(Self.lastOffset)")
            : nil
        let bound: [SQL] = end.map { ["id >= \(.text($0.text))"] } ?? []
        let found = try deliveries(
            in: "deliveries d", where: indexed + bound + query.otherConditions + query.existence, by: "d.id",
            atMost: query.limit + 1)
        return DeliveryPage(found, atMost: query.limit, examinedBackTo: end)
    }

    /// From the newest run in one of these states back, to their deliveries: finds what is rare and old, too. The order is
    /// that in which deliveries were written.
    private func page(of query: DeliveryQuery, byRunsIn states: [StoredState]) throws(JournalError) -> DeliveryPage {
        let end = SQLValue.integer(try query.before.map { id throws(JournalError) in try key(before: id) } ?? .max)
        let ofEach: [SQL] = states.map { state in
            """
            SELECT delivery FROM (
                SELECT DISTINCT delivery FROM runs WHERE state = \(state) AND delivery < \(end)
                ORDER BY delivery DESC LIMIT \(Self.limit)
            ) AS s
            """
        }
        let runs: SQL = "\(ofEach.joined(by: " UNION ")) ORDER BY 1 DESC LIMIT \(Self.limit)"
        var others = query
        others.before = nil
        let (tables, conditions) = dialect.deliveries(of: runs)
        let found = try deliveries(
            in: tables,
            where: conditions + others.indexedConditions(dialect) + others.otherConditions + query.existence,
            by: "d.key", atMost: query.limit + 1)
        let last = try deliveryID(
            """
            SELECT id FROM deliveries
            WHERE key = (SELECT delivery FROM (\(runs)) AS found LIMIT 1 OFFSET \(Self.lastOffset))
            """)
        return DeliveryPage(found, atMost: query.limit, examinedBackTo: last)
    }

    /// Deliveries that were written before this one, which may be pruned, have lower keys.
    private func key(before id: DeliveryID) throws(JournalError) -> Int64 {
        try firstRow("SELECT key, id FROM deliveries WHERE id <= \(.text(id.text)) ORDER BY id DESC LIMIT 1") {
            $0.text(.id) == id.text ? $0.integer(.key) : $0.integer(.key) + 1
        } ?? 0
    }

    private func deliveryID(_ query: SQL) throws(JournalError) -> DeliveryID? {
        try firstRow(query) { DeliveryID($0.text(.id)) } ?? nil
    }
}

extension DeliveryPage {
    /// Of a search for one delivery more than the page has, which tells whether it is the last page.
    fileprivate init(_ found: [DeliverySummary], atMost limit: Int, examinedBackTo end: DeliveryID?) {
        let shown = Array(found.prefix(limit))
        self.init(deliveries: shown, next: found.count > limit ? shown.last?.id : end)
    }
}
