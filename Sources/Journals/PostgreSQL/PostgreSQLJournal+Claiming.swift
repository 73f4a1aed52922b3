#if PostgreSQL
import Formats
import Synchronization
package import Values

extension PostgreSQLJournal {
    /// The payloads that a claim has time to send.
    private static let mostBytes = 1 << 30

    /// Runs that another machine is claiming at the same moment are skipped.
    package func claim(
        _ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp
    ) async throws(JournalError) -> [[ClaimedRun]] {
        let sent = ContinuousClock.now
        return try await working.perform { [self] connection throws(JournalError) in
            let ids = try hooks.ids(of: Set(allowances.map(\.hook)), creating: false, over: connection)
            let known = allowances.compactMap { allowance in ids[allowance.hook].map { (allowance, $0) } }
            guard !known.isEmpty else { return [] }
            var statements = [SQL.begin]
            if maximumRunningTotal != nil { statements += Self.commandsUnderWay }
            let first = statements.count
            statements += known.map { Self.candidates(for: $0.0, hook: $0.1, atMost: total, at: now) }
            let rows = try connection.run(statements)
            let places = maximumRunningTotal.map { max(0, $0 - rows[2][0].count(.count)) } ?? total
            let queues = zip(known, rows[first...]).map { allowance, rows in
                let due = rows.map { DueRun($0) }
                let commands = min(allowance.0.commands, total)
                return allowance.0.batch.map { due.batches(of: $0.size, atMost: commands) } ?? due.map { [$0.key] }
            }
            let chosen = queues.inTurns(atMost: min(places, total))
            isFull.withLock { $0 = places < total && chosen.count == places }
            guard !chosen.isEmpty else {
                _ = try connection.run(.commit)
                return []
            }
            return try take(chosen, at: now, sent: sent, over: connection)
        }
    }

    /// Claims the chosen runs, those for one command together.
    private func take(
        _ chosen: [[Int64]], at now: Timestamp, sent: ContinuousClock.Instant, over connection: PostgreSQLConnection
    ) throws(JournalError) -> [[ClaimedRun]] {
        let places = chosen.flatMap { runs in runs.map { (key: $0, command: runs[0]) } }
        let statements = places.inSteps.map { taking($0, at: now) }
        // How large the payloads are is not known before they are here.
        let rows = try connection.run([.begin, .transferring(Self.mostBytes)] + statements + [.commit])
            .dropFirst(2).dropLast().joined()
        var runs: [Int64: ClaimedRun] = [:]
        var claimed: [(RunID, PostgreSQLClaims.Claim)] = []
        for row in rows {
            guard let run = row.claimedRun else { continue }
            let key = row.integer(.key)
            runs[key] = run
            let claim = PostgreSQLClaims.Claim(
                key: key, attempt: run.attempt, lane: PostgreSQLLane(row), renewedAt: sent)
            claimed.append((run.id, claim))
        }
        claims.add(claimed)
        return chosen.map { $0.compactMap { runs[$0] } }.filter { !$0.isEmpty }
    }

    /// What is looked up for each run is found by its key, whatever the planner makes of the tables' sizes.
    private func taking(_ runs: ArraySlice<(key: Int64, command: Int64)>, at now: Timestamp) -> SQL {
        let keys = SQLValue.integers(runs.map(\.key))
        let input = SQL.rows("c", ["key": keys, "command": .integers(runs.map(\.command))])
        return """
            WITH taken AS (
                UPDATE runs SET state = \(.running), attempts = attempts + 1, claimed = \(.moment(now)),
                    claimer = \(.integer(claimer)), lease = clock() + \(.integer(claims.lease.milliseconds)),
                    command = c.command
                FROM \(input) WHERE runs.key = c.key AND runs.key = ANY (\(keys))
                RETURNING runs.key, delivery, hook, lane, attempts, failures
            )
            SELECT \(raw: Delivery.columns), h.name, t.attempts, t.failures, t.key, t.hook, t.lane
            FROM taken t
            CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE key = t.delivery OFFSET 0) AS d
            CROSS JOIN LATERAL (SELECT name FROM hooks WHERE id = t.hook OFFSET 0) AS h
            """
    }

    /// One machine at a time counts what runs on all of them, until it has added to it.
    private static let commandsUnderWay: [SQL] = [
        "SELECT pg_advisory_xact_lock(\(.integer(PostgreSQLSchema.Lock.total.rawValue)))",
        "SELECT count(DISTINCT command) AS count FROM runs WHERE state = \(.running)",
    ]

    /// The due runs of a hook that no other machine is claiming, as ``DueRun`` reads them.
    private static func candidates(
        for allowance: ClaimAllowance, hook: Int64, atMost total: Int, at now: Timestamp
    ) -> SQL {
        let commands = min(allowance.commands, total)
        let isDue: SQL = "hook = \(.integer(hook)) AND state = \(.pending) AND due <= \(.moment(now))"
        guard let batch = allowance.batch else {
            return """
                SELECT key, 0 AS size, 1 AS matches FROM runs WHERE \(isDue)
                ORDER BY due, key LIMIT \(.integer(commands)) FOR UPDATE SKIP LOCKED
                """
        }
        let waitedSince = SQLValue.moment(now - batch.wait)
        // Called at every new delivery: unless a batch is due, it reads one run and a part of an index.
        return """
            SELECT r.key, octet_length(d.body) AS size, r.due <= \(waitedSince) OR r.attempts > 0 AS matches
            FROM runs r JOIN deliveries d ON d.key = r.delivery
            WHERE r.hook = \(.integer(hook)) AND r.state = \(.pending) AND r.due <= \(.moment(now)) AND (
                (SELECT due <= \(waitedSince) OR attempts > 0 FROM runs WHERE \(isDue) ORDER BY due LIMIT 1)
                OR EXISTS (SELECT FROM runs WHERE \(isDue) ORDER BY due LIMIT 1 OFFSET \(.integer(batch.size - 1)))
            )
            ORDER BY r.due, r.key LIMIT \(.integer(commands * batch.size)) FOR UPDATE OF r SKIP LOCKED
            """
    }
}
#endif
