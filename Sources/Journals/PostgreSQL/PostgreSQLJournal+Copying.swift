#if PostgreSQL
import Values

extension PostgreSQLJournal {
    /// Refuses a journal whose daemons are at work, as far as that can be seen.
    func checkThatNothingRuns() async throws(JournalError) {
        let running = try await read(for: .people) { connection throws(JournalError) in
            try connection.firstRow(
                "SELECT count(*) AS count FROM runs WHERE state = \(.running) AND lease > clock()"
            ) { $0.count(.count) } ?? 0
        }
        guard running == 0 else {
            throw .unavailable(
                path: url,
                reason:
                    "\(running) of its runs are under way on some machine; stop all daemons first, and wait "
                    + "until their leases have expired")
        }
    }

    func write(copies: [CopiedDelivery]) async throws(JournalError) {
        try await working.perform { [hooks, url] connection throws(JournalError) in
            let runs = copies.flatMap { copy in copy.runs.map { (copy.delivery, $0) } }
            let ids = try hooks.ids(
                of: Set(runs.map { HookKey(endpoint: $0.endpoint, hook: $1.hook) }), creating: true, over: connection)
            let numbers = runs.map { ids[HookKey(endpoint: $0.endpoint, hook: $1.hook)] }
            let lanes = zip(runs, numbers).compactMap { run, hook in
                run.1.lane.flatMap { lane in hook.map { PostgreSQLLane(hook: $0, name: lane) } }
            }
            var statements: [SQL] = [.begin]
            if !lanes.isEmpty { statements.append(PostgreSQLLane.locking(lanes)) }
            statements.append(Self.insertion(of: copies))
            statements.append(Self.insertion(of: runs, hooks: numbers))
            let written = try connection.run(statements)
            let keys = (written.last ?? written[0]).map { $0.integer(.key) }
            guard keys.count == runs.count else {
                throw .unavailable(path: url, reason: "another process writes to it; stop all daemons first")
            }
            let attempts = zip(runs, keys).flatMap { run, key in run.1.finished.map { ($0, Optional(key)) } }
            let untold = zip(runs, keys).compactMap { run, key in run.1.untold.map { ($0, Optional(key)) } }
            var rest = [
                Self.insertion(of: attempts.map(\.0), runs: attempts.map(\.1)),
                Self.insertion(of: untold.map(\.0), runs: untold.map(\.1)),
            ]
            if !lanes.isEmpty { rest.append(PostgreSQLLane.promotion(in: lanes)) }
            _ = try connection.run(rest + [.commit])
        }
    }

    private static func insertion(of copies: [CopiedDelivery]) -> SQL {
        let deliveries = copies.map(\.delivery)
        let columns: KeyValuePairs<String, SQLValue> = [
            "body": .blobs(deliveries.map(\.body)), "fingerprint": .blobs(copies.map(\.fingerprint?.key)),
            "signature": .blobs(copies.map(\.fingerprint?.signature)),
        ]
        return """
            WITH input AS (
                SELECT * FROM \(.rows("i", records: Delivery.head, of: deliveries.map(\.values), columns, numbered: true))
            ), known AS (
                INSERT INTO fingerprints AS f (key, delivery, received, since)
                SELECT DISTINCT ON (k.key) k.key, id, received, received
                FROM input, unnest(ARRAY[fingerprint, signature]) AS k (key)
                WHERE k.key IS NOT NULL ORDER BY k.key, received DESC
                ON CONFLICT (key) DO UPDATE SET delivery = excluded.delivery, received = excluded.received
                WHERE f.received < excluded.received
            )
            INSERT INTO deliveries (\(raw: Delivery.head.names()), fingerprint, signature, body)
            SELECT \(raw: Delivery.head.names()), fingerprint, signature, body FROM input ORDER BY n
            """
    }

    /// The keys come in the order of the runs. In a lane, the order of arrival decides which one is pending.
    private static func insertion(of runs: [(Delivery, CopiedDelivery.Run)], hooks: [Int64?]) -> SQL {
        let columns: KeyValuePairs<String, SQLValue> = [
            "id": .texts(runs.map(\.0.id.text)), "hook": .integers(hooks), "lane": .texts(runs.map(\.1.lane)),
            "state": .integers(runs.map(\.1.state.rawValue)), "due": .moments(runs.map(\.1.due)),
            "attempts": .counts(runs.map(\.1.attempts)), "failures": .counts(runs.map(\.1.failures)),
        ]
        return """
            WITH added AS (
                INSERT INTO runs (delivery, hook, lane, state, due, attempts, failures)
                SELECT d.key, i.hook, lane_name(i.lane),
                    CASE WHEN i.state = \(.pending) AND i.lane IS NOT NULL THEN \(.blocked) ELSE i.state END, i.due,
                    i.attempts, i.failures
                FROM \(.rows("i", columns, numbered: true)) JOIN deliveries d ON d.id = i.id ORDER BY i.n
                RETURNING key
            )
            SELECT key FROM added ORDER BY key
            """
    }
}
#endif
