#if PostgreSQL
import Formats
import Values

extension PostgreSQLJournal: CopyableJournal {
    /// Refuses a journal whose daemons are at work, as far as that can be seen.
    func checkThatNothingRuns() async throws(JournalError) {
        let rows = try await readForPeople("SELECT count(*) FROM runs WHERE state = 2 AND lease > clock()")
        guard rows[0].integer(0) == 0 else {
            throw .unavailable(
                path: url,
                reason:
                    "\(rows[0].integer(0)) of its runs are under way on some machine; stop all daemons first, and wait "
                    + "until their leases are over")
        }
    }

    func deliveryCount() async throws(JournalError) -> Int {
        Int(try await readForPeople("SELECT count(*) FROM deliveries")[0].integer(0))
    }

    func places(after key: Int64, atMost count: Int) async throws(JournalError) -> [CopyPlace] {
        try await readForPeople(
            "SELECT key, id, octet_length(body) FROM deliveries WHERE key > $1 ORDER BY key LIMIT $2",
            [.integer(key), .integer(count)]
        ).compactMap { row in
            DeliveryID(row.text(1)).map { CopyPlace(key: row.integer(0), id: $0, bytes: Int(row.integer(2))) }
        }
    }

    func existing(_ ids: [DeliveryID]) async throws(JournalError) -> Set<DeliveryID> {
        let rows = try await readForPeople(
            "SELECT id FROM deliveries WHERE id = ANY ($1::text[])", [.texts(ids.map(\.text))])
        return Set(rows.compactMap { DeliveryID($0.text(0)) })
    }

    func copies(of keys: [Int64]) async throws(JournalError) -> [CopiedDelivery] {
        let values = [PostgreSQLValue.integers(keys.map { $0 })]
        let found = try await readForPeople(
            """
            SELECT id, endpoint, provider, event, received, body, fingerprint, signature, key FROM deliveries
            WHERE key = ANY ($1::bigint[]) ORDER BY key
            """, values)
        let rows = try await readForPeople(
            """
            SELECT r.delivery, h.name, r.lane, CASE r.state WHEN 2 THEN 0 ELSE r.state END, r.due, r.attempts,
                r.failures, r.key, u.attempt, u.tell, u.attempts
            FROM runs r JOIN hooks h ON h.id = r.hook LEFT JOIN untold u ON u.run = r.key WHERE r.delivery = ANY ($1::bigint[]) ORDER BY r.key
            """, values)
        let attempts = Dictionary(
            grouping: try await attempts(ofRuns: rows.map { $0.integer(7) }, latest: .max), by: \.run)
        let runs = Dictionary(grouping: rows) { $0.integer(0) }.mapValues { rows in
            rows.map { row in
                CopiedDelivery.Run(
                    hook: row.text(1), lane: row.isNull(2) ? nil : row.text(2),
                    state: StoredState(rawValue: row.integer(3)) ?? .failed,
                    due: Timestamp(milliseconds: row.integer(4)), attempts: Int(row.integer(5)),
                    failures: Int(row.integer(6)), finished: attempts[row.integer(7), default: []].map(\.attempt),
                    untold: row.untold(from: 8))
            }
        }
        return found.compactMap { row in
            row.delivery.map { delivery in
                CopiedDelivery(
                    delivery: delivery, fingerprint: row.copiedFingerprint, runs: runs[row.integer(8), default: []])
            }
        }
    }

    func write(copies: [CopiedDelivery]) async throws(JournalError) {
        try await working.perform { [hooks, url] connection throws(JournalError) in
            let runs = copies.flatMap { copy in copy.runs.map { (copy.delivery, $0) } }
            let ids = try hooks.ids(
                of: Set(runs.map { HookKey(endpoint: $0.endpoint, hook: $1.hook) }), making: true, over: connection)
            let numbers = runs.map { ids[HookKey(endpoint: $0.endpoint, hook: $1.hook)] }
            let lanes = zip(runs, numbers).compactMap { run, hook in
                run.1.lane.flatMap { lane in hook.map { PostgreSQLLane(hook: $0, name: lane) } }
            }
            var statements: [PostgreSQLStatement] = [.begin]
            if !lanes.isEmpty { statements.append(PostgreSQLLane.holding(lanes)) }
            statements.append(Self.insertion(of: copies))
            statements.append(Self.insertion(of: runs, hooks: numbers))
            let written = try connection.run(statements, within: PostgreSQLSession.limit)
            let keys = (written.last ?? written[0]).map { $0.integer(0) }
            guard keys.count == runs.count else {
                throw .unavailable(path: url, reason: "somebody else writes to it; stop all daemons first")
            }
            let attempts = zip(runs, keys).flatMap { run, key in run.1.finished.map { ($0, Optional(key)) } }
            let untold = zip(runs, keys).compactMap { run, key in run.1.untold.map { ($0, Optional(key)) } }
            var rest = [
                Self.insertion(of: attempts.map(\.0), runs: attempts.map(\.1)),
                Self.notes(ofRuns: untold.map(\.1), untold.map(\.0)),
            ]
            if !lanes.isEmpty { rest.append(PostgreSQLLane.promotion(in: lanes)) }
            _ = try connection.run(rest + [.commit], within: PostgreSQLSession.limit)
        }
    }

    private static func insertion(of copies: [CopiedDelivery]) -> PostgreSQLStatement {
        let deliveries = copies.map(\.delivery)
        return PostgreSQLStatement(
            """
            WITH input AS (
                SELECT * FROM unnest(
                    $1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::bytea[], $7::bytea[], $8::bytea[]
                ) WITH ORDINALITY AS i (id, endpoint, provider, event, received, body, fingerprint, signature, n)
            ), known AS (
                INSERT INTO fingerprints AS f (key, delivery, received, since)
                SELECT DISTINCT ON (k.key) k.key, id, received, received
                FROM input, unnest(ARRAY[fingerprint, signature]) AS k (key)
                WHERE k.key IS NOT NULL ORDER BY k.key, received DESC
                ON CONFLICT (key) DO UPDATE SET delivery = excluded.delivery, received = excluded.received
                WHERE f.received < excluded.received
            )
            INSERT INTO deliveries (id, endpoint, provider, event, received, fingerprint, signature, body)
            SELECT id, endpoint, provider, event, received, fingerprint, signature, body FROM input ORDER BY n
            """, .texts(deliveries.map(\.id.text)), .texts(deliveries.map(\.endpoint)),
            .texts(deliveries.map(\.provider)), .texts(deliveries.map(\.event)),
            .integers(deliveries.map(\.receivedAt.milliseconds)), .blobs(deliveries.map(\.body)),
            .blobs(copies.map(\.fingerprint?.key)), .blobs(copies.map(\.fingerprint?.signature)))
    }

    /// The keys come in the order of the runs. In a lane, the order of arrival decides which one may go.
    private static func insertion(
        of runs: [(Delivery, CopiedDelivery.Run)], hooks: [Int64?]
    ) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            WITH input AS (
                SELECT * FROM unnest(
                    $1::text[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[]
                ) WITH ORDINALITY AS i (id, hook, lane, state, due, attempts, failures, n)
            ), added AS (
                INSERT INTO runs (delivery, hook, lane, state, due, attempts, failures)
                SELECT d.key, i.hook, lane_name(i.lane),
                    CASE WHEN i.state = 0 AND i.lane IS NOT NULL THEN 1 ELSE i.state END, i.due, i.attempts, i.failures
                FROM input i JOIN deliveries d ON d.id = i.id ORDER BY i.n RETURNING key
            )
            SELECT key FROM added ORDER BY key
            """, .texts(runs.map(\.0.id.text)), .integers(hooks), .texts(runs.map(\.1.lane)),
            .integers(runs.map(\.1.state.rawValue)), .integers(runs.map(\.1.due.milliseconds)),
            .integers(runs.map { Int64($0.1.attempts) }), .integers(runs.map { Int64($0.1.failures) }))
    }
}
#endif
