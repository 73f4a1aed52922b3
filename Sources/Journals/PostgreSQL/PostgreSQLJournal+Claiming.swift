#if PostgreSQL
import Formats
import Synchronization
package import Values

extension PostgreSQLJournal {
    /// Hands out due runs, beside other machines: what one of them is just taking, the others pass over.
    package func claim(
        _ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp
    ) async throws(JournalError) -> [[ClaimedRun]] {
        let sent = ContinuousClock.now
        return try await working.perform { [self] connection throws(JournalError) in
            let ids = try hooks.ids(of: Set(allowances.map(\.hook)), making: false, over: connection)
            let known = allowances.compactMap { allowance in ids[allowance.hook].map { (allowance, $0) } }
            guard !known.isEmpty else { return [] }
            var statements = [PostgreSQLStatement.begin]
            if maximumRunningTotal != nil { statements += Self.commandsUnderWay }
            let first = statements.count
            statements += known.map { Self.candidates(for: $0.0, hook: $0.1, atMost: total, at: now) }
            let rows = try connection.run(statements, within: PostgreSQLSession.limit)
            let places = maximumRunningTotal.map { max(0, $0 - Int(rows[2][0].integer(0))) } ?? total
            let queues = zip(known, rows[first...]).map { allowance, rows in
                let due = rows.map {
                    DueRun(key: $0.integer(0), bytes: Int($0.integer(1)), hasWaited: $0.integer(2) != 0)
                }
                let commands = min(allowance.0.commands, total)
                return allowance.0.batch.map { due.batches(of: $0.size, atMost: commands) } ?? due.map { [$0.key] }
            }
            let chosen = queues.inTurns(atMost: min(places, total))
            isFull.withLock { $0 = places < total && chosen.count == places }
            guard !chosen.isEmpty else {
                _ = try connection.run([.commit], within: PostgreSQLSession.limit)
                return []
            }
            return try take(chosen, at: now, sent: sent, over: connection)
        }
    }

    /// The payloads that a claim has time to send.
    private static let mostBytes = 1 << 30

    /// Takes the chosen runs, those for one command together.
    private func take(
        _ chosen: [[Int64]], at now: Timestamp, sent: ContinuousClock.Instant, over connection: PostgreSQLConnection
    ) throws(JournalError) -> [[ClaimedRun]] {
        let places = chosen.flatMap { runs in runs.map { (key: $0, command: runs[0]) } }
        let statements = places.inSteps.map { places in
            PostgreSQLStatement(
                Self.taking, .integers(places.map(\.key)), .integers(places.map(\.command)),
                .integer(now.milliseconds), .integer(claimer), .integer(claims.lease.milliseconds))
        }
        // How large the payloads are is not known before they are here.
        let begin = PostgreSQLStatement.transferring(Self.mostBytes)
        let rows = try connection.run([begin] + statements + [.commit], within: PostgreSQLSession.limit)
            .dropFirst().dropLast().joined()
        var runs: [Int64: ClaimedRun] = [:]
        var claimed: [(RunID, PostgreSQLClaims.Claim)] = []
        for row in rows {
            guard let delivery = row.delivery else { continue }
            let run = ClaimedRun(
                delivery: delivery, hook: row.text(6), attempt: Int(row.integer(7)), failures: Int(row.integer(8)))
            runs[row.integer(9)] = run
            claimed.append(
                (
                    run.id,
                    PostgreSQLClaims.Claim(
                        key: row.integer(9), attempt: run.attempt, lane: PostgreSQLLane(row, from: 10), renewedAt: sent)
                ))
        }
        claims.add(claimed)
        return chosen.map { $0.compactMap { runs[$0] } }.filter { !$0.isEmpty }
    }

    /// What is looked up for each run is found by its key, whatever the planner makes of the tables' sizes.
    private static let taking = """
        WITH taken AS (
            UPDATE runs SET state = 2, attempts = attempts + 1, claimed = $3, claimer = $4, lease = clock() + $5,
                command = c.command
            FROM unnest($1::bigint[], $2::bigint[]) AS c (key, command)
            WHERE runs.key = c.key AND runs.key = ANY ($1::bigint[])
            RETURNING runs.key, delivery, hook, lane, attempts, failures
        )
        SELECT d.id, d.endpoint, d.provider, d.event, d.received, d.body, h.name, t.attempts, t.failures, t.key,
            t.hook, t.lane
        FROM taken t
        CROSS JOIN LATERAL (SELECT * FROM deliveries WHERE key = t.delivery OFFSET 0) AS d
        CROSS JOIN LATERAL (SELECT name FROM hooks WHERE id = t.hook OFFSET 0) AS h
        """

    /// One machine at a time counts what runs on all of them, until it has added to it.
    private static let commandsUnderWay = [
        PostgreSQLStatement("SELECT pg_advisory_xact_lock($1)", .integer(PostgreSQLSchema.Lock.total.rawValue)),
        PostgreSQLStatement("SELECT count(DISTINCT command) FROM runs WHERE state = 2"),
    ]

    /// The due runs of a hook that nobody else is taking: key, length of the payload, whether a batch need not wait.
    private static func candidates(
        for allowance: ClaimAllowance, hook: Int64, atMost total: Int, at now: Timestamp
    ) -> PostgreSQLStatement {
        let commands = min(allowance.commands, total)
        guard let batch = allowance.batch else {
            return PostgreSQLStatement(
                """
                SELECT key, 0::bigint, 1::bigint FROM runs WHERE hook = $1 AND state = 0 AND due <= $2
                ORDER BY due, key LIMIT $3 FOR UPDATE SKIP LOCKED
                """, .integer(hook), .integer(now.milliseconds), .integer(commands))
        }
        // Asked at every new delivery: unless a batch is due, it reads one run and a part of an index.
        return PostgreSQLStatement(
            """
            SELECT r.key, octet_length(d.body), r.due <= $3 OR r.attempts > 0
            FROM runs r JOIN deliveries d ON d.key = r.delivery
            WHERE r.hook = $1 AND r.state = 0 AND r.due <= $2 AND (
                (SELECT due <= $3 OR attempts > 0 FROM runs WHERE hook = $1 AND state = 0 AND due <= $2
                    ORDER BY due LIMIT 1)
                OR EXISTS (SELECT FROM runs WHERE hook = $1 AND state = 0 AND due <= $2 ORDER BY due LIMIT 1 OFFSET $5)
            )
            ORDER BY r.due, r.key LIMIT $4 FOR UPDATE OF r SKIP LOCKED
            """, .integer(hook), .integer(now.milliseconds), .integer((now - batch.wait).milliseconds),
            .integer(commands * batch.size), .integer(batch.size - 1))
    }

    /// Takes up the runs whose machine has let their lease pass, and those that this one had before it began anew.
    package func recover(at now: Timestamp) async throws(JournalError) -> Int {
        // Where leases are renewed: none of its own is just being renewed, and so passed over.
        let runs = try await takeUp(evenOwn: true, at: now, on: keeper.session)
        while try await promoteStranded() > 0 {}
        return runs
    }

    /// Lets the first run go of lanes where none is under way: whatever stopped a lane, a restart moves it on.
    private func promoteStranded() async throws(JournalError) -> Int {
        try await working.perform { connection throws(JournalError) in
            let lanes = try connection.run(
                """
                SELECT DISTINCT hook, lane FROM runs r WHERE state = 1 AND lane IS NOT NULL AND NOT EXISTS (
                    SELECT FROM runs WHERE hook = r.hook AND lane = r.lane AND lane IS NOT NULL AND state IN (0, 2)
                ) LIMIT \(PostgreSQLRecorder.mostLanes)
                """, within: PostgreSQLSession.limit
            ).compactMap { PostgreSQLLane($0, from: 0) }
            guard !lanes.isEmpty else { return 0 }
            return try connection.run(
                [.begin, PostgreSQLLane.holding(lanes), PostgreSQLLane.promotion(in: lanes), .commit],
                within: PostgreSQLSession.limit)[2].changes
        }
    }

    /// Takes up the runs whose machine has let their lease pass.
    ///
    /// That may be this one: a database that has crashed forgets ends, and a connection that is lost the answer to a claim.
    package func reclaimExpiredLeases(at now: Timestamp) async throws(JournalError) -> Int {
        // Where claims are made and ends are written: none of its own is under way.
        try await takeUp(evenOwn: false, at: now, on: working)
    }

    /// Passes over what this machine knows to be its own, unless `evenOwn`.
    private func takeUp(
        evenOwn: Bool, at now: Timestamp, on session: PostgreSQLSession
    ) async throws(JournalError) -> Int {
        try await session.perform { [self] connection throws(JournalError) in
            let found = try connection.run(
                [
                    .begin,
                    PostgreSQLStatement(
                        """
                        SELECT key, hook, lane, attempts, claimed, stop, lease, claimer FROM runs
                        WHERE state = 2 AND (
                            lease < clock() AND (claimer <> $1 OR key <> ALL ($2::bigint[]))
                            OR claimer = $1 AND $3::bigint = 1
                        ) FOR UPDATE SKIP LOCKED
                        """, .integer(claimer), .integers(claims.keys), .integer(evenOwn ? 1 : 0)),
                ], within: PostgreSQLSession.limit)[1]
            let rows = over(found, evenOwn: evenOwn)
            guard !rows.isEmpty else {
                _ = try connection.run([.commit], within: PostgreSQLSession.limit)
                return 0
            }
            let interrupted = rows.map { row in
                Attempt(
                    number: Int(row.integer(3)), startedAt: Timestamp(milliseconds: row.integer(4)),
                    finishedAt: now,
                    exit: .interrupted)
            }
            let keys = rows.map { Optional($0.integer(0)) }
            _ = try connection.run(
                [
                    Self.insertion(of: interrupted, runs: keys),
                    PostgreSQLStatement(
                        "UPDATE runs SET state = 0, due = $2, claimer = NULL WHERE key = ANY ($1::bigint[])",
                        .integers(keys), .integer(now.milliseconds)), .commit,
                ], within: PostgreSQLSession.limit)
            let cancelled = rows.filter { $0.integer(5) != 0 }.map { Optional($0.integer(0)) }
            if !cancelled.isEmpty { _ = try connection.cancel("key = ANY ($1::bigint[])", .integers(cancelled)) }
            return rows.count
        }
    }

    /// Those that no machine has any more.
    private func over(_ rows: PostgreSQLRows, evenOwn: Bool) -> [PostgreSQLRow] {
        let own = rows.filter { evenOwn && $0.integer(7) == claimer }
        let others = rows.filter { !evenOwn || $0.integer(7) != claimer }
        let leases = Dictionary(others.map { ($0.integer(0), $0.integer(6)) }, uniquingKeysWith: { $1 })
        let ended = expired.withLock { $0.take(leases, at: .now) }
        return own + others.filter { ended.contains($0.integer(0)) }
    }
}
#endif
