import Values

extension SQLConnection {
    /// Deliveries that match, newest first.
    func deliveries(matching query: DeliveryQuery) throws(JournalError) -> [DeliverySummary] {
        let isRare = query.ids == nil && (query.state == .running || query.state == .failed)
        let conditions =
            query.indexedConditions(dialect) + query.otherConditions + [query.state?.condition].compactMap(\.self)
        return try deliveries(
            in: isRare ? dialect.deliveriesByKey : "deliveries d", where: conditions, by: "d.id", atMost: query.limit)
    }

    /// The first of these deliveries in descending order.
    func deliveries(
        in tables: SQL, where conditions: [SQL], by order: SQL, atMost count: Int
    ) throws(JournalError) -> [DeliverySummary] {
        let found = try rows(
            """
            SELECT \(raw: DeliverySummary.columns(dialect)) FROM \(tables) \(conditions.clause)
            ORDER BY \(order) DESC LIMIT \(.integer(count))
            """
        ) { (key: $0.integer(.key), summary: $0.deliverySummary) }
        let runs = Dictionary(grouping: try runs(ofDeliveries: found.map(\.key)), by: \.delivery)
        return found.compactMap { delivery in
            var summary = delivery.summary
            summary?.runs = runs[delivery.key, default: []].map(\.summary)
            return summary
        }
    }

    /// One delivery with its runs and their latest attempts.
    func delivery(_ id: DeliveryID, latestAttempts count: Int) throws(JournalError) -> DeliveryRecord? {
        let found = try firstRow(
            "SELECT \(raw: Delivery.columns), d.key FROM deliveries d WHERE id = \(.text(id.text))"
        ) {
            ($0.delivery, $0.integer(.key))
        }
        guard let (delivery, key) = found, let delivery else { return nil }
        let runs = try runs(ofDeliveries: [key])
        let attempts = Dictionary(grouping: try attempts(ofRuns: runs.map(\.key), latest: count), by: \.run)
        return DeliveryRecord(
            delivery: delivery,
            runs: runs.map { RunRecord(summary: $0.summary, attempts: attempts[$0.key, default: []].map(\.attempt)) })
    }

    private func runs(
        ofDeliveries keys: [Int64]
    ) throws(JournalError) -> [(delivery: Int64, key: Int64, summary: RunSummary)] {
        guard !keys.isEmpty else { return [] }
        return try rows(
            """
            SELECT r.delivery, r.key, \(raw: RunSummary.columns) FROM runs r JOIN hooks h ON h.id = r.hook
            WHERE \(dialect.contains(.integers(keys), "r.delivery")) ORDER BY r.delivery, r.key
            """
        ) { ($0.integer(.delivery), $0.integer(.key), $0.runSummary) }
    }

    /// The latest attempts of each of these runs, by run and number.
    func attempts(ofRuns keys: [Int64], latest count: Int) throws(JournalError) -> [(run: Int64, attempt: Attempt)] {
        guard !keys.isEmpty else { return [] }
        let first: SQL =
            count == .max
            ? ""
            : """
            AND a.number >= coalesce((
                SELECT number FROM attempts WHERE run = r.key ORDER BY number DESC LIMIT 1 OFFSET \(.integer(count - 1))
            ), 0)
            """
        return try rows(
            """
            SELECT a.run, \(raw: Attempt.columns.names(of: "a")) FROM runs r JOIN attempts a ON a.run = r.key \(first)
            WHERE \(dialect.contains(.integers(keys), "r.key")) ORDER BY a.run, a.number
            """
        ) { ($0.integer(.run), $0.attempt) }
    }
}
