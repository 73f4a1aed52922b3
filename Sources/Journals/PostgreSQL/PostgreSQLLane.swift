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

    /// Of two columns, the second of which is NULL where there is no lane.
    init?(_ row: PostgreSQLRow, from column: Int) {
        guard !row.isNull(column + 1) else { return nil }
        self.init(hook: row.integer(column), storedName: row.storedText(column + 1))
    }

    /// Locks these lanes until the end of the transaction.
    static func holding(_ lanes: [PostgreSQLLane]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT pg_advisory_xact_lock(number) FROM (
                SELECT DISTINCT hashtextextended(lane_name(lane), hook) AS number
                FROM unnest($1::bigint[], $2::text[]) AS l (hook, lane) ORDER BY number
            ) AS numbers
            """, .integers(lanes.map(\.hook)), .storedTexts(lanes.map(\.name)))
    }

    /// Locks the waiting runs of these lanes, so that no claim makes one of them running before the transaction ends.
    ///
    /// The next statement sees those that a claim has just made running. The lanes must be locked.
    static func lockingWaiting(in lanes: [PostgreSQLLane]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT FROM runs r JOIN unnest($1::bigint[], $2::text[]) AS l (hook, lane)
                ON r.hook = l.hook AND r.lane = lane_name(l.lane)
            WHERE r.lane IS NOT NULL AND r.state < 2 ORDER BY r.key FOR UPDATE OF r
            """, .integers(lanes.map(\.hook)), .storedTexts(lanes.map(\.name)))
    }

    /// Makes the first run of each of these lanes pending, where none is pending or running. The lanes must be locked.
    static func promotion(in lanes: [PostgreSQLLane]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            UPDATE runs SET state = 0 WHERE state = 1 AND key IN (
                SELECT (
                    SELECT key FROM runs WHERE hook = l.hook AND lane = l.lane AND lane IS NOT NULL AND state < 3
                    ORDER BY hook, lane, key LIMIT 1
                ) FROM (
                    SELECT hook, lane_name(lane) AS lane FROM unnest($1::bigint[], $2::text[]) AS n (hook, lane)
                ) AS l WHERE NOT EXISTS (
                    SELECT FROM runs WHERE hook = l.hook AND lane = l.lane AND lane IS NOT NULL AND state IN (0, 2)
                )
            )
            """, .integers(lanes.map(\.hook)), .storedTexts(lanes.map(\.name)))
    }
}
#endif
