#if PostgreSQL
import Synchronization
package import Values

extension PostgreSQLJournal {
    /// Reclaims the runs whose lease has expired, and those that this machine had before it began again.
    package func recover(at now: Timestamp) async throws(JournalError) -> Int {
        // On the session that renews leases: none of its own runs is locked by a renewal and therefore skipped.
        let runs = try await reclaim(evenOwn: true, at: now, on: keeper.session)
        while try await promoteStranded() > 0 {}
        return runs
    }

    /// Makes the first run of lanes pending where none is under way: whatever stopped a lane, a restart moves it on.
    private func promoteStranded() async throws(JournalError) -> Int {
        try await working.perform { connection throws(JournalError) in
            let lanes = try connection.run(
                """
                SELECT DISTINCT hook, lane FROM runs r WHERE state = \(.blocked) AND lane IS NOT NULL AND NOT EXISTS (
                    SELECT FROM runs WHERE hook = r.hook AND lane = r.lane AND lane IS NOT NULL
                    AND state IN (\(.pending), \(.running))
                ) LIMIT \(raw: "\(PostgreSQLRecorder.mostLanes)")
                """
            ).compactMap { PostgreSQLLane($0) }
            guard !lanes.isEmpty else { return 0 }
            return try connection.run([
                .begin, PostgreSQLLane.locking(lanes), PostgreSQLLane.promotion(in: lanes), .commit,
            ])[2].changes
        }
    }

    /// Reclaims the runs whose lease has expired. That may be a run of this machine: a database that has crashed forgets
    /// ends of attempts, and a connection that is lost the answer to a claim.
    package func reclaimExpiredLeases(at now: Timestamp) async throws(JournalError) -> Int {
        // Where claims are made and ends are written: none of its own is under way.
        try await reclaim(evenOwn: false, at: now, on: working)
    }

    /// Skips what this machine knows to be its own, unless `evenOwn`.
    private func reclaim(
        evenOwn: Bool, at now: Timestamp, on session: PostgreSQLSession
    ) async throws(JournalError) -> Int {
        try await session.perform { [self] connection throws(JournalError) in
            let found = try connection.run([
                .begin,
                """
                SELECT key, hook, lane, attempts, claimed, stop, lease, claimer FROM runs
                WHERE state = \(.running) AND (
                    lease < clock() AND (claimer <> \(.integer(claimer)) OR key <> ALL (\(.integers(claims.keys))))
                    OR claimer = \(.integer(claimer)) AND \(.flag(evenOwn)) = 1
                ) FOR UPDATE SKIP LOCKED
                """,
            ])[1]
            let rows = expiredRuns(of: found, evenOwn: evenOwn)
            guard !rows.isEmpty else {
                _ = try connection.run(.commit)
                return 0
            }
            let interrupted = rows.map { row in
                Attempt(
                    number: row.count(.attempts), startedAt: row.moment(.claimed), finishedAt: now, exit: .interrupted)
            }
            let keys = rows.map { Optional($0.integer(.key)) }
            _ = try connection.run([
                Self.insertion(of: interrupted, runs: keys),
                """
                UPDATE runs SET state = \(.pending), due = \(.moment(now)), claimer = NULL
                WHERE key = ANY (\(.integers(keys)))
                """, .commit,
            ])
            let cancelled = rows.filter { $0.flag(.stop) }.map { Optional($0.integer(.key)) }
            if !cancelled.isEmpty { try connection.cancelWaiting(where: "r.key = ANY (\(.integers(cancelled)))") }
            return rows.count
        }
    }

    /// Those that no machine runs any more.
    private func expiredRuns(of rows: PostgreSQLRows, evenOwn: Bool) -> [PostgreSQLRow] {
        let own = rows.filter { evenOwn && $0.integer(.claimer) == claimer }
        let others = rows.filter { !evenOwn || $0.integer(.claimer) != claimer }
        let leases = Dictionary(others.map { ($0.integer(.key), $0.integer(.lease)) }, uniquingKeysWith: { $1 })
        let ended = expired.withLock { $0.take(leases, at: .now) }
        return own + others.filter { ended.contains($0.integer(.key)) }
    }
}
#endif
