#if PostgreSQL
import Formats
package import Values

/// What operators do to runs, from any machine. Many thousands at once go in steps, so that nobody is kept waiting.
extension PostgreSQLJournal {
    /// How many runs a transaction changes at most.
    private static let step = 200

    /// Makes pending runs due that would wait too long.
    package func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int {
        try await working.perform { [self] connection throws(JournalError) in
            let ids = try self.hooks.ids(of: Set(hooks.keys), making: false, over: connection)
            let waits = hooks.compactMap { key, longest in
                ids[key].map { (Optional($0), (now + longest).milliseconds) }
            }
            return try connection.run(
                """
                WITH late AS (
                    SELECT r.key, i.latest FROM runs r JOIN unnest($1::bigint[], $2::bigint[]) AS i (hook, latest)
                        ON r.hook = i.hook
                    WHERE r.state = 0 AND r.due > $3 AND (r.due > i.latest OR r.attempts = 0)
                    ORDER BY r.key FOR UPDATE OF r
                )
                UPDATE runs SET due = CASE attempts WHEN 0 THEN $3 ELSE late.latest END FROM late
                WHERE runs.key = late.key AND state = 0 AND due > $3 AND (due > late.latest OR attempts = 0)
                """, .integers(waits.map(\.0)), .integers(waits.map { $0.1 }), .integer(now.milliseconds),
                within: PostgreSQLSession.limit
            ).changes
        }
    }

    /// Fails the pending runs of every other hook.
    package func failRuns(
        ofHooksOtherThan hooks: [HookKey], because reason: String, telling: Bool, at now: Timestamp
    ) async throws(JournalError) -> Int {
        let known = Set(hooks)
        return try await inSteps { connection throws(JournalError) in
            let orphans = try connection.run(
                "SELECT id, endpoint, name FROM hooks", within: PostgreSQLSession.limit
            )
            .filter { !known.contains(HookKey(endpoint: $0.text(1), hook: $0.text(2))) }
            .map { Optional($0.integer(0)) }
            return try connection.fail(orphans, because: reason, telling: telling, at: now, atMost: Self.step)
        }
    }

    /// Makes final runs pending again.
    package func retry(
        _ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        defer { keeper.tellOthers() }
        switch selection {
        case .failed(let event, let since):
            return try await retryFailed(of: event, since: since, at: now, progress: progress)
        case .deliveries(let ids):
            var count = 0
            for id in ids {
                count += try await working.perform { connection throws(JournalError) in
                    try connection.revive(
                        """
                        SELECT r.key, r.hook, r.lane FROM runs r JOIN deliveries d ON d.key = r.delivery
                        WHERE d.id = $1 AND r.state > 2 AND (r.state > 3 OR NOT EXISTS (
                            SELECT FROM runs WHERE delivery = d.key AND state > 3
                        )) ORDER BY r.key
                        """, [.text(id.text)], at: now
                    ).count
                }
                progress(count)
            }
            return count
        }
    }

    /// Goes through the failed runs once, by delivery: one that fails again meanwhile is behind it.
    private func retryFailed(
        of event: String?, since: Timestamp?, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        var total = 0
        var last: (delivery: Int64, run: Int64) = (0, 0)
        while true {
            let start = ContinuousClock.now
            let (count, next) = try await working.perform { [last] connection throws(JournalError) in
                try connection.revive(
                    """
                    SELECT r.key, r.hook, r.lane, r.delivery FROM runs r
                    WHERE r.state = 4 AND r.delivery >= $1 AND (r.delivery, r.key) > ($1, $2) AND EXISTS (
                        SELECT FROM deliveries WHERE key = r.delivery AND event = coalesce($3, event) AND received >= $4
                    ) ORDER BY r.delivery, r.key LIMIT $5
                    """,
                    [
                        .integer(last.delivery), .integer(last.run), .text(event),
                        .integer(since?.milliseconds ?? .min), .integer(Self.step),
                    ], at: now)
            }
            guard let next else { return total }
            total += count
            last = (next.integer(3), next.integer(0))
            progress(total)
            try? await Task.sleep(for: ContinuousClock.now - start)
        }
    }

    /// Cancels runs that are not final.
    package func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int {
        defer { keeper.tellOthers() }
        var count = 0
        // The last of a lane goes before those in front of it: else it could be started as soon as these are over.
        for id in deliveries.sorted(by: >) {
            count += try await working.perform { connection throws(JournalError) in
                try connection.cancelAll(of: id)
            }
        }
        return count
    }

    /// Removes deliveries that are over; where another machine is just at it, nothing.
    package func prune(
        before moment: Timestamp, failedBefore failedMoment: Timestamp
    ) async throws(JournalError) -> Int {
        let end = DeliveryID(lowestAt: max(moment, failedMoment)).text
        var last = ""
        var total = 0
        while true {
            let start = last
            let (next, gone) = try await working.perform { connection throws(JournalError) in
                try connection.prune(
                    after: start, before: end, keptSince: moment, failedKeptSince: failedMoment, atMost: Self.step)
            }
            total += gone
            guard let next else { return total }
            last = next
        }
    }

    private func inSteps(
        _ step: @escaping @Sendable (PostgreSQLConnection) throws(JournalError) -> Int
    ) async throws(JournalError) -> Int {
        var total = 0
        while true {
            let count = try await working.perform(step)
            guard count > 0 else { return total }
            total += count
        }
    }
}

extension PostgreSQLConnection {
    private static let limit = PostgreSQLSession.limit

    /// Begins a transaction that holds the lanes of the selected runs: key, hook, lane.
    private func begin(
        with selection: String, _ values: [PostgreSQLValue]
    ) throws(JournalError) -> (keys: [Int64?], lanes: [PostgreSQLLane], last: PostgreSQLRow?) {
        let rows = try run([.begin, PostgreSQLStatement(selection, values: values)], within: Self.limit)[1]
        let lanes = rows.compactMap { PostgreSQLLane($0, from: 1) }
        let keys = rows.map { Optional($0.integer(0)) }
        _ = try run([PostgreSQLLane.holding(lanes), .lockingRuns(keys)], within: Self.limit)
        return (keys, lanes, rows.last)
    }

    /// Fails waiting runs of these hooks. Their lanes go on, so that no run waits for one that has failed.
    fileprivate func fail(
        _ hooks: [Int64?], because reason: String, telling: Bool, at now: Timestamp, atMost count: Int
    ) throws(JournalError) -> Int {
        let (keys, lanes, _) = try begin(
            with: """
                SELECT key, hook, lane FROM runs WHERE hook = ANY ($1::bigint[]) AND state IN (0, 1)
                ORDER BY key LIMIT $2
                """, [.integers(hooks), .integer(count)])
        let statement = PostgreSQLStatement(
            """
            UPDATE runs SET state = 4, attempts = attempts + 1, failures = failures + 1
            WHERE key = ANY ($1::bigint[]) AND state IN (0, 1) RETURNING key, attempts
            """, .integers(keys))
        let failed = try run([statement, PostgreSQLLane.promotion(in: lanes)], within: Self.limit)[0]
        let attempts = failed.map {
            Attempt(number: Int($0.integer(1)), startedAt: now, finishedAt: now, exit: .notStarted(reason))
        }
        let runs = failed.map { Optional($0.integer(0)) }
        var rest = [PostgreSQLJournal.insertion(of: attempts, runs: runs)]
        if telling {
            let untold = attempts.map { CopiedDelivery.Untold(attempt: $0.number, tellAt: now, attempts: 0) }
            rest.append(PostgreSQLJournal.notes(ofRuns: runs, untold))
        }
        _ = try run(rest + [.commit], within: Self.limit)
        return failed.count
    }

    /// Cancels what waits of a delivery, and marks what runs, in one: a run that is just being claimed is one or the other.
    fileprivate func cancelAll(of delivery: DeliveryID) throws(JournalError) -> Int {
        let (keys, lanes, _) = try begin(
            with: """
                SELECT key, hook, lane FROM runs
                WHERE delivery = (SELECT key FROM deliveries WHERE id = $1) AND state < 3 ORDER BY key
                """, [.text(delivery.text)])
        let statement = PostgreSQLStatement(
            """
            UPDATE runs SET stop = CASE state WHEN 2 THEN 1 ELSE 0 END, state = CASE state WHEN 2 THEN 2 ELSE 5 END
            WHERE key = ANY ($1::bigint[]) AND state < 3
            """, .integers(keys))
        return try run([statement, PostgreSQLLane.promotion(in: lanes), .commit], within: Self.limit)[0].changes
    }

    /// Cancels what waits among the runs for which `condition` holds, and lets their lanes go on.
    func cancel(_ condition: String, _ values: PostgreSQLValue...) throws(JournalError) -> Int {
        let (keys, lanes, _) = try begin(
            with: "SELECT key, hook, lane FROM runs WHERE state IN (0, 1) AND \(condition) ORDER BY key", values)
        let statement = PostgreSQLStatement(
            "UPDATE runs SET state = 5, stop = 0 WHERE key = ANY ($1::bigint[]) AND state IN (0, 1)",
            .integers(keys))
        return try run([statement, PostgreSQLLane.promotion(in: lanes), .commit], within: Self.limit)[0].changes
    }

    /// Makes final runs pending again, each behind the one of its lane that is under way, and before those that came after.
    /// Returns how many, and the last that was selected.
    fileprivate func revive(
        _ selection: String, _ values: [PostgreSQLValue], at now: Timestamp
    ) throws(JournalError) -> (count: Int, last: PostgreSQLRow?) {
        let (keys, lanes, last) = try begin(with: selection, values)
        let statement = PostgreSQLStatement(
            """
            UPDATE runs SET state = CASE WHEN lane IS NULL THEN 0 ELSE 1 END, due = $2, failures = 0, stop = 0
            WHERE key = ANY ($1::bigint[]) AND state > 2
            """, .integers(keys), .integer(now.milliseconds))
        let done = try run([statement, PostgreSQLLane.promotion(in: lanes), .commit], within: Self.limit)
        return (done[0].changes, last)
    }

    /// The last of the deliveries that were looked at, and how many are gone.
    fileprivate func prune(
        after start: String, before end: String, keptSince moment: Timestamp,
        failedKeptSince failedMoment: Timestamp,
        atMost count: Int
    ) throws(JournalError) -> (String?, Int) {
        let rows = try run(
            [
                .begin, .lazily,
                PostgreSQLStatement(
                    """
                    SELECT key, id, received < CASE WHEN EXISTS (SELECT FROM runs WHERE delivery = d.key AND state = 4)
                    THEN $1::bigint ELSE $2::bigint END AND NOT EXISTS (SELECT FROM runs WHERE delivery = d.key AND state < 3)
                    AND NOT EXISTS (SELECT FROM runs r JOIN untold u ON u.run = r.key WHERE r.delivery = d.key)
                    FROM deliveries d WHERE id > $3 AND id < $4 AND (SELECT pg_try_advisory_xact_lock($5))
                    ORDER BY id LIMIT $6
                    """, .integer(failedMoment.milliseconds), .integer(moment.milliseconds), .text(start),
                    .text(end),
                    .integer(PostgreSQLSchema.Lock.pruning.rawValue), .integer(count)),
            ], within: Self.limit)[2]
        let expired = PostgreSQLValue.integers(rows.filter { $0.integer(2) != 0 }.map { $0.integer(0) })
        let gone = try run(
            [
                PostgreSQLStatement(
                    """
                    SELECT FROM runs WHERE delivery = ANY ($1::bigint[]) AND state > 2 ORDER BY key FOR UPDATE
                    """, expired),
                // A run that somebody has just retried stays, and its delivery with it.
                PostgreSQLStatement(
                    """
                    WITH gone AS (
                        DELETE FROM runs WHERE delivery = ANY ($1::bigint[]) AND state > 2
                        AND NOT EXISTS (SELECT FROM untold WHERE run = runs.key) RETURNING key
                    )
                    DELETE FROM attempts USING gone WHERE run = gone.key
                    """, expired),
                PostgreSQLStatement(
                    """
                    WITH gone AS (
                        DELETE FROM deliveries d WHERE key = ANY ($1::bigint[])
                        AND NOT EXISTS (SELECT FROM runs WHERE delivery = d.key) RETURNING id, fingerprint, signature
                    ), forgotten AS (
                        DELETE FROM fingerprints WHERE key IN (
                            SELECT f.key FROM gone
                            CROSS JOIN LATERAL unnest(ARRAY[gone.fingerprint, gone.signature]) AS k (key)
                            JOIN fingerprints f ON f.key = k.key AND f.delivery = gone.id
                            ORDER BY f.key FOR UPDATE OF f
                        )
                    )
                    SELECT FROM gone
                    """, expired), .commit,
            ], within: Self.limit)[2].count
        return (rows.last?.text(1), gone)
    }
}
#endif
