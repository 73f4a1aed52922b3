#if PostgreSQL
package import Values

extension PostgreSQLConnection: JournalConnection {
    static let pruningStep = 200

    private struct Selection {
        let keys: SQLValue
        let lanes: [PostgreSQLLane]
        let last: StoredRun?
    }

    /// Begins a transaction that has locked the selected runs and their lanes.
    private func begin(with query: SQL) throws(JournalError) -> Selection {
        let rows = try run([.begin, query])[1]
        let lanes = rows.compactMap { PostgreSQLLane($0) }
        let keys = rows.map { Optional($0.integer(.key)) }
        _ = try run([PostgreSQLLane.locking(lanes), .lockingRuns(keys)])
        return Selection(keys: .integers(keys), lanes: lanes, last: rows.last.map { StoredRun($0) })
    }

    /// Changes the selected runs, unblocks their lanes, and commits; returns how many runs it has changed.
    private func end(_ selection: Selection, with change: SQL) throws(JournalError) -> Int {
        try run([change, PostgreSQLLane.promotion(in: selection.lanes), .commit])[0].changes
    }

    func failRuns(
        of hooks: [Int64], because reason: String, reporting: Bool, at now: Timestamp, atMost count: Int
    ) throws(JournalError) -> Int {
        let selection = try begin(
            with: """
                SELECT \(raw: StoredRun.columns) FROM runs r
                WHERE r.hook = ANY (\(.integers(hooks))) AND r.state IN (\(.pending), \(.blocked))
                ORDER BY r.key LIMIT \(.integer(count))
                """)
        // Their lanes are unblocked in the same transaction, so that no run waits for one that has failed.
        let failed = try run([
            """
            UPDATE runs SET state = \(.failed), attempts = attempts + 1, failures = failures + 1
            WHERE key = ANY (\(selection.keys)) AND state IN (\(.pending), \(.blocked)) RETURNING key, attempts
            """, PostgreSQLLane.promotion(in: selection.lanes),
        ])[0]
        let attempts = failed.map {
            Attempt(number: $0.count(.attempts), startedAt: now, finishedAt: now, exit: .notStarted(reason))
        }
        let runs = failed.map { Optional($0.integer(.key)) }
        var rest = [PostgreSQLJournal.insertion(of: attempts, runs: runs)]
        if reporting {
            let untold = attempts.map { CopiedDelivery.Untold(attempt: $0.number, notifyAt: now) }
            rest.append(PostgreSQLJournal.insertion(of: untold, runs: runs))
        }
        _ = try run(rest + [.commit])
        return failed.count
    }

    /// In one statement: a run that another machine is claiming is either pending or running.
    func cancelRuns(of delivery: DeliveryID) throws(JournalError) -> Int {
        let selection = try begin(
            with: """
                SELECT \(raw: StoredRun.columns) FROM runs r
                WHERE r.delivery = (SELECT key FROM deliveries WHERE id = \(.text(delivery.text)))
                AND r.state < \(.succeeded) ORDER BY r.key
                """)
        return try end(
            selection,
            with: """
                UPDATE runs SET stop = CASE state WHEN \(.running) THEN 1 ELSE 0 END,
                    state = CASE state WHEN \(.running) THEN \(.running) ELSE \(.cancelled) END
                WHERE key = ANY (\(selection.keys)) AND state < \(.succeeded)
                """)
    }

    /// Cancels pending and blocked runs; unblocks their lanes.
    func cancelWaiting(where condition: SQL) throws(JournalError) {
        let selection = try begin(
            with: """
                SELECT \(raw: StoredRun.columns) FROM runs r
                WHERE r.state IN (\(.pending), \(.blocked)) AND \(condition) ORDER BY r.key
                """)
        _ = try end(
            selection,
            with: """
                UPDATE runs SET state = \(.cancelled), stop = 0
                WHERE key = ANY (\(selection.keys)) AND state IN (\(.pending), \(.blocked))
                """)
    }

    func revive(_ query: SQL, at now: Timestamp) throws(JournalError) -> (count: Int, last: StoredRun?) {
        let selection = try begin(with: query)
        let count = try end(
            selection,
            with: """
                UPDATE runs SET state = CASE WHEN lane IS NULL THEN \(.pending) ELSE \(.blocked) END,
                    due = \(.moment(now)), failures = 0, stop = 0
                WHERE key = ANY (\(selection.keys)) AND state >= \(.succeeded)
                """)
        return (count, selection.last)
    }

    /// One machine at a time does it; on the others, nothing is left to examine.
    func prune(_ range: PruningRange) throws(JournalError) -> (last: String?, gone: Int) {
        let lock: SQL = "(SELECT pg_try_advisory_xact_lock(\(.integer(PostgreSQLSchema.Lock.pruning.rawValue))))"
        let rows = try run([.begin, .lazily, range.query(atMost: Self.pruningStep, if: lock)])[2]
        let expired = SQLValue.integers(rows.filter { $0.flag(.matches) }.map { $0.integer(.key) })
        let gone = try run([
            """
            SELECT FROM runs WHERE delivery = ANY (\(expired)) AND state >= \(.succeeded) ORDER BY key FOR UPDATE
            """,
            // A run that was retried since stays, and its delivery with it.
            """
            WITH gone AS (
                DELETE FROM runs WHERE delivery = ANY (\(expired)) AND state >= \(.succeeded)
                AND NOT EXISTS (SELECT FROM untold WHERE run = runs.key) RETURNING key
            )
            DELETE FROM attempts USING gone WHERE run = gone.key
            """,
            """
            WITH gone AS (
                DELETE FROM deliveries d WHERE key = ANY (\(expired))
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
            """, .commit,
        ])[2].count
        return (rows.last?.text(.id), gone)
    }
}

extension PostgreSQLJournal {
    package func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int {
        try await working.perform { [self] connection throws(JournalError) in
            let ids = try self.hooks.ids(of: Set(hooks.keys), creating: false, over: connection)
            let waits = hooks.compactMap { key, longest in ids[key].map { ($0, now + longest) } }
            let input = SQL.rows(
                "i", ["hook": .integers(waits.map(\.0)), "latest": .moments(waits.map(\.1))])
            return try connection.change(
                """
                WITH late AS (
                    SELECT r.key, i.latest FROM runs r JOIN \(input) ON r.hook = i.hook
                    WHERE r.state = \(.pending) AND r.due > \(.moment(now)) AND (r.due > i.latest OR r.attempts = 0)
                    ORDER BY r.key FOR UPDATE OF r
                )
                UPDATE runs SET due = CASE attempts WHEN 0 THEN \(.moment(now)) ELSE late.latest END FROM late
                WHERE runs.key = late.key AND state = \(.pending) AND due > \(.moment(now))
                AND (due > late.latest OR attempts = 0)
                """)
        }
    }
}
#endif
