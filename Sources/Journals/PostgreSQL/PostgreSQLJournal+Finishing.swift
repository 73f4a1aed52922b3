#if PostgreSQL
import Values

extension PostgreSQLJournal {
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
        keeper.notifyPeers()
        return superseded
    }

    private func finish(
        _ attempts: [FinishedAttempt], over connection: PostgreSQLConnection
    ) throws(JournalError) -> [RunID] {
        let runs = try locations(of: attempts.map(\.run), over: connection)
        let known = attempts.compactMap { attempt in runs[attempt.run].map { (attempt, $0) } }
            .sorted { $0.1.key < $1.1.key }
        let lanes = known.compactMap(\.1.lane)
        var statements = [SQL.begin, .lazily]
        if !lanes.isEmpty { statements.append(PostgreSQLLane.locking(lanes)) }
        let first = statements.count
        let steps = known.inSteps
        for step in steps {
            statements.append(ends(of: step))
            statements.append(Self.insertion(of: step.map(\.0.attempt), runs: step.map(\.1.key)))
        }
        if !lanes.isEmpty { statements.append(PostgreSQLLane.promotion(in: lanes)) }
        statements.append(.commit)
        // Only the first statement of each step gives rows.
        let rows = try connection.run(statements)
        let ended = Set(rows[first..<first + 2 * steps.count].joined().map { $0.integer(.key) })
        return known.filter { !ended.contains($0.1.key) }.map(\.0.run)
    }

    /// Before their attempts are written: a machine that reclaims a run locks it first, too.
    private func ends(of attempts: ArraySlice<(FinishedAttempt, RunLocation)>) -> SQL {
        let keys = SQLValue.integers(attempts.map(\.1.key))
        let columns: KeyValuePairs<String, SQLValue> = [
            "key": keys, "number": .counts(attempts.map(\.0.attempt.number)),
            "state": .integers(attempts.map { StoredState($0.0.state).rawValue }),
            "due": .moments(attempts.map(\.0.nextAt)), "failures": .counts(attempts.map(\.0.failures)),
            "tell": .moments(attempts.map { $0.0.needsReport ? $0.0.attempt.finishedAt : nil }),
        ]
        return """
            WITH ended AS (
                UPDATE runs r SET due = i.due, failures = i.failures, stop = 0, claimer = NULL,
                    state = CASE WHEN r.stop = 1 AND i.state <> \(.succeeded) THEN \(.cancelled) ELSE i.state END
                FROM \(.rows("i", columns))
                WHERE r.key = i.key AND r.key = ANY (\(keys)) AND r.state = \(.running) AND r.attempts = i.number
                    AND r.claimer = \(.integer(claimer))
                RETURNING r.key, r.state, i.number, i.tell
            ), noted AS (
                INSERT INTO untold (run, attempt, tell, attempts, telling)
                SELECT key, number, tell, 0, 0 FROM ended WHERE state = \(.failed) AND tell IS NOT NULL
                \(Self.renewingUntold)
            )
            SELECT key FROM ended
            """
    }

    /// Where a run is in the database.
    private struct RunLocation {
        let key: Int64
        let lane: PostgreSQLLane?
    }

    /// As they were claimed, or else as the database knows them.
    private func locations(
        of runs: [RunID], over connection: PostgreSQLConnection
    ) throws(JournalError) -> [RunID: RunLocation] {
        var locations: [RunID: RunLocation] = [:]
        for run in runs {
            guard let claim = claims[run] else { continue }
            locations[run] = RunLocation(key: claim.key, lane: claim.lane)
        }
        let others = runs.filter { locations[$0] == nil }
        guard !others.isEmpty else { return locations }
        let input = SQL.rows("i", ["id": .texts(others.map(\.delivery.text)), "name": .texts(others.map(\.hook))])
        let rows = try connection.run(
            """
            SELECT d.id, h.name, r.key, r.hook, r.lane FROM \(input)
            JOIN deliveries d ON d.id = i.id JOIN runs r ON r.delivery = d.key
            JOIN hooks h ON h.id = r.hook AND h.name = i.name
            """)
        for row in rows {
            guard let run = row.runID else { continue }
            locations[run] = RunLocation(key: row.integer(.key), lane: PostgreSQLLane(row))
        }
        return locations
    }

    /// Adds attempts of runs that are there; an attempt of the same number, such as an interrupted one, is replaced.
    static func insertion(of attempts: [Attempt], runs: [Int64?]) -> SQL {
        let input = SQL.rows("i", records: Attempt.columns, of: attempts.map(\.values), ["run": .integers(runs)])
        let columns = Attempt.columns.names()
        return """
            INSERT INTO attempts (\(raw: columns), run)
            SELECT i.* FROM \(input) WHERE EXISTS (SELECT FROM runs WHERE key = i.run)
            ON CONFLICT (run, number) DO UPDATE
            SET (\(raw: columns)) = (\(raw: Attempt.columns.names(of: "excluded")))
            """
    }

    /// Notes untold failures of runs, in the transaction in which they fail.
    static func insertion(of untold: [CopiedDelivery.Untold], runs: [Int64?]) -> SQL {
        let columns: KeyValuePairs<String, SQLValue> = [
            "run": .integers(runs), "attempt": .counts(untold.map(\.attempt)), "tell": .moments(untold.map(\.notifyAt)),
            "attempts": .counts(untold.map(\.attempts)),
        ]
        return """
            INSERT INTO untold (run, attempt, tell, attempts, telling)
            SELECT run, attempt, tell, attempts, 0 FROM \(.rows("i", columns)) \(renewingUntold)
            """
    }

    /// A run that fails again before it was reported is reported once.
    private static let renewingUntold: SQL = """
        ON CONFLICT (run) DO UPDATE SET attempt = excluded.attempt, tell = excluded.tell, attempts = 0, telling = 0
        """
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
