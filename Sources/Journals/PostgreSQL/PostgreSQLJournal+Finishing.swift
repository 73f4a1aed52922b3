#if PostgreSQL
import Formats
import Values

extension PostgreSQLJournal {
    /// Writes the ends of attempts. That of a run which was taken up elsewhere meanwhile is noted with its attempt, and
    /// changes nothing else.
    @discardableResult
    package func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID] {
        let superseded = try await working.perform { [self] connection throws(JournalError) in
            var superseded: [RunID] = []
            // One that ends twice is rare, and no statement changes a row twice.
            for group in attempts.withoutRepeatedRuns {
                superseded += try finish(group, over: connection)
            }
            // On this queue, where claims are made, too: a run that is claimed again next must not be forgotten then.
            claims.remove(attempts)
            return superseded
        }
        keeper.tellOthers()
        return superseded
    }

    private func finish(
        _ attempts: [FinishedAttempt], over connection: PostgreSQLConnection
    ) throws(JournalError) -> [RunID] {
        let runs = try places(of: attempts.map(\.run), over: connection)
        let known = attempts.compactMap { attempt in runs[attempt.run].map { (attempt, $0) } }
            .sorted { $0.1.key < $1.1.key }
        let lanes = known.compactMap(\.1.lane)
        var statements = [PostgreSQLStatement.begin, .lazily]
        if !lanes.isEmpty { statements.append(PostgreSQLLane.holding(lanes)) }
        let first = statements.count
        let steps = known.inSteps
        for step in steps {
            statements.append(ends(of: step))
            statements.append(Self.insertion(of: step.map(\.0.attempt), runs: step.map(\.1.key)))
        }
        if !lanes.isEmpty { statements.append(PostgreSQLLane.promotion(in: lanes)) }
        statements.append(.commit)
        // Only the first statement of each step gives rows.
        let rows = try connection.run(statements, within: PostgreSQLSession.limit)
        let ended = Set(rows[first..<first + 2 * steps.count].joined().map { $0.integer(0) })
        return known.filter { !ended.contains($0.1.key) }.map(\.0.run)
    }

    /// Before their attempts are written: whoever takes up a run locks it first, too.
    private func ends(of attempts: ArraySlice<(FinishedAttempt, RunPlace)>) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            WITH ended AS (
                UPDATE runs r SET state = CASE WHEN r.stop = 1 AND i.state <> 3 THEN 5 ELSE i.state END, due = i.due,
                    failures = i.failures, stop = 0, claimer = NULL
                FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $7::bigint[])
                    AS i (key, number, state, due, failures, tell)
                WHERE r.key = i.key AND r.key = ANY ($1::bigint[]) AND r.state = 2 AND r.attempts = i.number
                    AND r.claimer = $6
                RETURNING r.key, r.state, i.number, i.tell
            ), noted AS (
                INSERT INTO untold (run, attempt, tell, attempts, telling)
                SELECT key, number, tell, 0, 0 FROM ended WHERE state = 4 AND tell IS NOT NULL \(Self.renewal)
            )
            SELECT key FROM ended
            """, .integers(attempts.map(\.1.key)), .integers(attempts.map { Int64($0.0.attempt.number) }),
            .integers(attempts.map { StoredState($0.0.state).rawValue }),
            .integers(attempts.map(\.0.nextAt.milliseconds)),
            .integers(attempts.map { Int64($0.0.failures) }), .integer(claimer),
            .integers(attempts.map { $0.0.isToBeTold ? $0.0.attempt.finishedAt.milliseconds : nil }))
    }

    /// Where a run is in the database.
    struct RunPlace: Sendable {
        let key: Int64
        let lane: PostgreSQLLane?
    }

    /// As they were claimed, or else as the database knows them.
    private func places(
        of runs: [RunID], over connection: PostgreSQLConnection
    ) throws(JournalError) -> [RunID: RunPlace] {
        var places: [RunID: RunPlace] = [:]
        for run in runs {
            guard let claim = claims[run] else { continue }
            places[run] = RunPlace(key: claim.key, lane: claim.lane)
        }
        let others = runs.filter { places[$0] == nil }
        guard !others.isEmpty else { return places }
        let rows = try connection.run(
            """
            SELECT d.id, h.name, r.key, r.hook, r.lane FROM unnest($1::text[], $2::text[]) AS i (id, name)
            JOIN deliveries d ON d.id = i.id JOIN runs r ON r.delivery = d.key
            JOIN hooks h ON h.id = r.hook AND h.name = i.name
            """, .texts(others.map(\.delivery.text)), .texts(others.map(\.hook)), within: PostgreSQLSession.limit)
        for row in rows {
            guard let id = DeliveryID(row.text(0)) else { continue }
            places[RunID(delivery: id, hook: row.text(1))] = RunPlace(
                key: row.integer(2), lane: PostgreSQLLane(row, from: 3))
        }
        return places
    }

    /// Adds attempts of runs that are there; what was known of one before, such as that it was cut off, goes.
    static func insertion(of attempts: [Attempt], runs: [Int64?]) -> PostgreSQLStatement {
        let exits = attempts.map { Exit.Code($0.exit) }
        return PostgreSQLStatement(
            """
            INSERT INTO attempts (run, number, started, finished, exit, value, reason, output, bytes)
            SELECT i.* FROM unnest(
                $1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::text[],
                $8::bytea[], $9::bigint[]
            ) AS i (run, number, started, finished, exit, value, reason, output, bytes)
            WHERE EXISTS (SELECT FROM runs WHERE key = i.run)
            ON CONFLICT (run, number) DO UPDATE SET started = excluded.started, finished = excluded.finished,
                exit = excluded.exit, value = excluded.value, reason = excluded.reason, output = excluded.output,
                bytes = excluded.bytes
            """, .integers(runs), .integers(attempts.map { Int64($0.number) }),
            .integers(attempts.map(\.startedAt.milliseconds)), .integers(attempts.map(\.finishedAt.milliseconds)),
            .integers(exits.map(\.kind)), .integers(exits.map(\.value)), .texts(exits.map(\.reason)),
            .blobs(attempts.map(\.output)), .integers(attempts.map(\.outputBytes)))
    }
}

extension Array {
    /// The same in parts that are short enough for statements whose plan is for a few rows.
    var inSteps: [ArraySlice<Element>] {
        stride(from: 0, to: count, by: 100).map { self[$0..<Swift.min($0 + 100, count)] }
    }
}

extension [FinishedAttempt] {
    /// The same in groups, in none of which a run comes twice.
    fileprivate var withoutRepeatedRuns: [[FinishedAttempt]] {
        guard Set(map(\.run)).count < count else { return isEmpty ? [] : [self] }
        return map { [$0] }
    }
}
#endif
