#if PostgreSQL
import Formats
import Synchronization
package import Values

extension PostgreSQLJournal {
    /// Reads, beside those who write.
    func read(
        _ sql: String, _ values: [PostgreSQLValue] = []
    ) async throws(JournalError) -> PostgreSQLRows {
        try await read(sql, values, over: reading)
    }

    /// Reads for people: however many of them there are, the scheduler does not wait behind them.
    func readForPeople(
        _ sql: String, _ values: [PostgreSQLValue] = []
    ) async throws(JournalError) -> PostgreSQLRows {
        try await read(sql, values, over: visiting)
    }

    private func read(
        _ sql: String, _ values: [PostgreSQLValue], over session: PostgreSQLSession
    ) async throws(JournalError) -> PostgreSQLRows {
        try await session.perform { connection throws(JournalError) in
            try connection.run([PostgreSQLStatement(sql, values: values)], within: PostgreSQLSession.limit)[0]
        }
    }

    /// The running runs whose command somebody wants ended.
    package func runsToStop() async throws(JournalError) -> [RunID] {
        try await read(
            """
            SELECT d.id, h.name FROM runs r JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
            WHERE r.state = 2 AND r.stop = 1
            """
        ).compactMap { row in DeliveryID(row.text(0)).map { RunID(delivery: $0, hook: row.text(1)) } }
    }

    /// When the next pending run is due; nil also while enough commands run on other machines, since their ends are told.
    package func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? {
        guard !isFull.withLock({ $0 }) else { return nil }
        let rows = try await read(
            """
            SELECT first.due, first.attempts, i.n
            FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS i (endpoint, name, n)
            JOIN hooks h ON h.endpoint = i.endpoint AND h.name = i.name CROSS JOIN LATERAL (
                SELECT due, attempts FROM runs WHERE hook = h.id AND state = 0 ORDER BY due LIMIT 1
            ) AS first
            """, [.texts(hooks.map(\.hook.endpoint)), .texts(hooks.map(\.hook.hook))])
        return rows.map { row in
            let batch = hooks[Int(row.integer(2)) - 1].batch
            return Timestamp(milliseconds: row.integer(0)) + (row.integer(1) > 0 ? .zero : batch?.wait ?? .zero)
        }.min()
    }

    /// Counts runs by hook and state: of the tallies, which are kept for that.
    package func census() async throws(JournalError) -> JournalCensus {
        let bytes = try await readForPeople(
            """
            SELECT sum(pg_total_relation_size(oid))::bigint FROM pg_class
            WHERE relkind = 'r' AND relnamespace = $1::regnamespace
            """, [.text(PostgreSQLAddress.schema)])
        var runs: [Int64: [RunState: Int]] = [:]
        for row in try await readForPeople("SELECT hook, state, sum(runs)::bigint FROM tallies GROUP BY hook, state") {
            guard let state = StoredState(rawValue: row.integer(1)), row.integer(2) > 0 else { continue }
            runs[row.integer(0), default: [:]][state.runState, default: 0] += Int(row.integer(2))
        }
        let hooks = try await readForPeople(
            """
            SELECT id, endpoint, name, (SELECT due FROM runs WHERE hook = h.id AND state = 0 ORDER BY due LIMIT 1),
            (SELECT due FROM runs WHERE hook = h.id AND state = 1 ORDER BY due LIMIT 1)
            FROM hooks h ORDER BY endpoint COLLATE "C", name COLLATE "C"
            """
        ).map { row in
            JournalCensus.Hook(
                key: HookKey(endpoint: row.text(1), hook: row.text(2)), runs: runs[row.integer(0)] ?? [:],
                firstDue: row.isNull(3) ? nil : Timestamp(milliseconds: row.integer(3)),
                firstHeld: row.isNull(4) ? nil : Timestamp(milliseconds: row.integer(4)))
        }
        return JournalCensus(hooks: hooks.filter { !$0.runs.isEmpty }, bytes: bytes[0].integer(0))
    }

    /// What happened minute by minute: of the minutes' own table, which is kept for that.
    package func activity(
        from start: Timestamp, until end: Timestamp
    ) async throws(JournalError) -> [MinuteActivity] {
        try await readForPeople(
            """
            SELECT minute * 60000, sum(deliveries)::bigint, sum(attempts)::bigint, sum(failures)::bigint FROM minutes
            WHERE minute >= $1 AND minute * 60000 < $2 GROUP BY minute ORDER BY minute
            """, [.integer(start.milliseconds / 60_000), .integer(end.milliseconds)]
        ).map { row in
            MinuteActivity(
                start: Timestamp(milliseconds: row.integer(0)), deliveries: Int(row.integer(1)),
                attempts: Int(row.integer(2)), failures: Int(row.integer(3)))
        }
    }

    /// Deliveries that match, newest first.
    package func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] {
        var terms = PostgreSQLTerms()
        terms.addPlace(of: query)
        terms.addRest(of: query)
        if let state = query.state { terms.add(state.condition) }
        return try await deliveries(where: terms, order: "id", atMost: query.limit)
    }

    /// The newest deliveries for which all terms hold.
    func deliveries(
        where terms: PostgreSQLTerms, in tables: String = "deliveries d", order: String, atMost count: Int
    ) async throws(JournalError) -> [DeliverySummary] {
        let found = try await readForPeople(
            """
            SELECT key, id, endpoint, provider, event, received, octet_length(body) FROM \(tables) \(terms.clause)
            ORDER BY \(order) DESC LIMIT $\(terms.values.count + 1)
            """, terms.values + [.integer(count)])
        let runs = Dictionary(
            grouping: try await runs(ofDeliveries: found.map { $0.integer(0) }), by: \.delivery)
        return found.compactMap { row in
            DeliveryID(row.text(1)).map { id in
                DeliverySummary(
                    id: id, endpoint: row.text(2), provider: row.text(3), event: row.text(4),
                    receivedAt: Timestamp(milliseconds: row.integer(5)), bytes: Int(row.integer(6)),
                    runs: runs[row.integer(0), default: []].map(\.summary))
            }
        }
    }

    /// One delivery with its runs and their latest attempts.
    package func delivery(
        _ id: DeliveryID, latestAttempts count: Int
    ) async throws(JournalError) -> DeliveryRecord? {
        let found = try await readForPeople(
            "SELECT id, endpoint, provider, event, received, body, key FROM deliveries WHERE id = $1",
            [.text(id.text)])
        guard let row = found.first, let delivery = row.delivery else { return nil }
        let runs = try await runs(ofDeliveries: [row.integer(6)])
        let attempts = Dictionary(grouping: try await attempts(ofRuns: runs.map(\.key), latest: count), by: \.run)
        return DeliveryRecord(
            delivery: delivery,
            runs: runs.map {
                RunRecord(summary: $0.summary, attempts: attempts[$0.key, default: []].map(\.attempt))
            })
    }

    private func runs(
        ofDeliveries keys: [Int64]
    ) async throws(JournalError) -> [(delivery: Int64, key: Int64, summary: RunSummary)] {
        try await readForPeople(
            """
            SELECT r.delivery, r.key, h.name, r.state, r.attempts, r.due FROM runs r JOIN hooks h ON h.id = r.hook
            WHERE r.delivery = ANY ($1::bigint[]) ORDER BY r.key
            """, [.integers(keys)]
        ).map { row in
            (row.integer(0), row.integer(1), row.summary(from: 2))
        }
    }

    func attempts(
        ofRuns keys: [Int64], latest count: Int
    ) async throws(JournalError) -> [(run: Int64, attempt: Attempt)] {
        try await readForPeople(
            """
            SELECT a.* FROM unnest($1::bigint[]) AS r (run) CROSS JOIN LATERAL (
                SELECT run, number, started, finished, exit, value, reason, output, bytes FROM attempts
                WHERE run = r.run ORDER BY number DESC LIMIT $2
            ) AS a ORDER BY a.run, a.number
            """, [.integers(keys), .integer(count)]
        ).map { row in
            (row.integer(0), row.attempt(from: 1))
        }
    }
}
#endif
