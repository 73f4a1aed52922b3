#if PostgreSQL
/// Runs of one hook that wait for each other.
///
/// Whether a run may be claimed depends on the others of its lane, which another machine may be adding or finishing. So a
/// transaction locks a lane before it reads its runs. A claim and the return of a cut-off run do not: they only change a
/// lane's first run from pending to running and back, and lock its row.
///
/// All transactions lock in one order, so that none waits for another in a circle: lanes by their number, runs by their
/// key, then attempts and fingerprints.
struct PostgreSQLLane: Sendable {
    let hook: Int64
    /// As the table has it, or before the server has shortened it: each statement applies `lane_name()`, which leaves a
    /// stored name as it is.
    let name: String

    init(hook: Int64, name: String) {
        self.init(hook: hook, storedName: name.stored)
    }

    private init(hook: Int64, storedName: String) {
        self.hook = hook
        name = storedName
    }

    /// Of the columns hook and lane; nil for a run without one.
    init?(_ row: PostgreSQLRow) {
        guard !row.isNull(.lane) else { return nil }
        self.init(hook: row.integer(.hook), storedName: row.storedText(.lane))
    }

    private static func table(_ lanes: [PostgreSQLLane]) -> SQL {
        .rows("l", ["hook": .integers(lanes.map(\.hook)), "lane": .storedTexts(lanes.map(\.name))])
    }

    /// Locks these lanes until the end of the transaction.
    static func locking(_ lanes: [PostgreSQLLane]) -> SQL {
        """
        SELECT pg_advisory_xact_lock(number) FROM (
            SELECT DISTINCT hashtextextended(lane_name(lane), hook) AS number FROM \(table(lanes)) ORDER BY number
        ) AS numbers
        """
    }

    /// Locks the waiting runs of these lanes, so that no claim makes one of them running before the transaction ends.
    ///
    /// The next statement sees those that a claim has just made running. The lanes must be locked.
    static func lockingWaiting(in lanes: [PostgreSQLLane]) -> SQL {
        """
        SELECT FROM runs r JOIN \(table(lanes)) ON r.hook = l.hook AND r.lane = lane_name(l.lane)
        WHERE r.lane IS NOT NULL AND r.state < \(.running) ORDER BY r.key FOR UPDATE OF r
        """
    }

    /// Makes the first run of each of these lanes pending, where none is pending or running. The lanes must be locked.
    static func promotion(in lanes: [PostgreSQLLane]) -> SQL {
        """
        UPDATE runs SET state = \(.pending) WHERE state = \(.blocked) AND key IN (
            SELECT (
                SELECT key FROM runs WHERE hook = n.hook AND lane = n.lane AND lane IS NOT NULL AND state < \(.succeeded)
                ORDER BY hook, lane, key LIMIT 1
            ) FROM (SELECT hook, lane_name(lane) AS lane FROM \(table(lanes))) AS n WHERE NOT EXISTS (
                SELECT FROM runs WHERE hook = n.hook AND lane = n.lane AND lane IS NOT NULL
                AND state IN (\(.pending), \(.running))
            )
        )
        """
    }
}
#endif
