#if PostgreSQL
/// Runs of one hook that wait for each other.
///
/// Whether a run may go depends on others of its lane, which somebody else may be adding or finishing: who changes runs
/// of a lane holds it before it looks.
struct PostgreSQLLane: Sendable {
    let hook: Int64
    /// As the table has it, or before the server has shortened it.
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

    /// Keeps others away from these lanes until the end of the transaction; in an order that is the same for everybody.
    static func holding(_ lanes: [PostgreSQLLane]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT pg_advisory_xact_lock(number) FROM (
                SELECT DISTINCT hashtextextended(lane_name(lane), hook) AS number
                FROM unnest($1::bigint[], $2::text[]) AS l (hook, lane) ORDER BY number
            ) AS numbers
            """, .integers(lanes.map(\.hook)), .storedTexts(lanes.map(\.name)))
    }

    /// Lets the first of these lanes go, where none of them is under way. The lanes must be held.
    static func promotion(in lanes: [PostgreSQLLane]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            UPDATE runs SET state = 0 WHERE state = 1 AND key IN (
                SELECT (
                    SELECT key FROM runs WHERE hook = l.hook AND lane = l.lane AND lane IS NOT NULL AND state < 3
                    ORDER BY hook, lane, key LIMIT 1
                ) FROM unnest($1::bigint[], $2::text[]) AS l (hook, lane) WHERE NOT EXISTS (
                    SELECT FROM runs WHERE hook = l.hook AND lane = l.lane AND lane IS NOT NULL AND state IN (0, 2)
                )
            )
            """, .integers(lanes.map(\.hook)), .storedTexts(lanes.map(\.name)))
    }
}
#endif
