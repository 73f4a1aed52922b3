#if PostgreSQL
import Values

/// The statements that write a group.
enum RecordingStatements {
    /// Deliveries that are not there yet, and their runs.
    static func insertion(of entries: [JournalEntry], hooks: [HookKey: Int64]) -> SQL {
        let runs = entries.flatMap { entry in entry.runs.map { (entry.delivery, $0) } }
        let columns: KeyValuePairs<String, SQLValue> = [
            "id": .texts(runs.map(\.0.id.text)),
            "hook": .integers(runs.map { hooks[HookKey(endpoint: $0.endpoint, hook: $1.hook)] }),
            "lane": .texts(runs.map(\.1.lane)), "latest": .flags(runs.map(\.1.cancelsWaiting)),
        ]
        return """
            \(written(entries)), added AS (
                SELECT w.key, w.received, r.hook, lane_name(r.lane) AS lane, r.latest, r.n
                FROM \(.rows("r", columns, numbered: true)) JOIN written w ON w.id = r.id
            )
            \(runs.contains { $0.1.lane != nil } ? runsWithLanes : runsWithoutLanes)
            """
    }

    /// A delivery with a fingerprint is new unless one of its keys belongs to an earlier one, of any machine, that was
    /// received since the moment from which that counts. Signatures come before all other keys, so that two machines wait
    /// for each other in one order.
    private static func written(_ entries: [JournalEntry]) -> SQL {
        let deliveries = entries.map(\.delivery)
        let columns: KeyValuePairs<String, SQLValue> = [
            // The body of a single delivery goes from the connection to the table without being copied into an array.
            "body": .blobs(entries.count == 1 ? [nil] : deliveries.map(\.body)),
            "fingerprint": .blobs(entries.map(\.fingerprint?.key)),
            "since": .moments(entries.map(\.fingerprint?.since)),
            "signature": .blobs(entries.map(\.fingerprint?.signature)),
        ]
        let body: SQL = entries.count == 1 ? "\(.blob(deliveries[0].body))" : "body"
        return """
            WITH input AS (
                SELECT * FROM \(.rows("i", records: Delivery.head, of: deliveries.map(\.values), columns, numbered: true))
            ), signed AS (
                INSERT INTO fingerprints AS f (key, delivery, received, since)
                SELECT signature, id, received, since FROM input WHERE signature IS NOT NULL ORDER BY signature
                \(renewingFingerprint) RETURNING delivery
            ), fresh AS (
                INSERT INTO fingerprints AS f (key, delivery, received, since)
                SELECT fingerprint, id, received, since FROM input
                WHERE fingerprint IS NOT NULL AND (signature IS NULL OR id IN (SELECT delivery FROM signed))
                ORDER BY fingerprint
                \(renewingFingerprint) RETURNING delivery
            ), written AS (
                INSERT INTO deliveries (\(raw: Delivery.head.names()), fingerprint, signature, body)
                SELECT \(raw: Delivery.head.names()), fingerprint, signature, \(body) FROM input
                WHERE fingerprint IS NULL OR id IN (SELECT delivery FROM fresh) ORDER BY n
                ON CONFLICT (id) DO NOTHING RETURNING key, id, received
            )
            """
    }

    private static let renewingFingerprint: SQL = """
        ON CONFLICT (key) DO UPDATE
        SET delivery = excluded.delivery, received = excluded.received, since = excluded.since
        WHERE f.received < excluded.since
        """

    private static let runsWithoutLanes: SQL = """
        INSERT INTO runs (delivery, hook, state, due) SELECT key, hook, \(.pending), received FROM added ORDER BY n
        """

    /// The first run of a lane is pending unless one is pending or running; the others are blocked. Those before the
    /// newest of an `order latest` are cancelled. The lanes are locked, and so is what waits in those of `order latest`:
    /// otherwise a claim in between would make a run running that this statement replaces.
    private static let runsWithLanes: SQL = """
        , newest AS (
            SELECT hook, lane, max(n) AS n FROM added WHERE latest = 1 GROUP BY hook, lane
        ), replaced AS (
            UPDATE runs SET state = \(.cancelled) FROM newest
            WHERE runs.hook = newest.hook AND runs.lane = newest.lane AND runs.state < \(.running)
            AND runs.lane IS NOT NULL
        ), judged AS (
            SELECT a.*, a.n < coalesce(newest.n, 0) AS is_old, EXISTS (
                SELECT FROM runs e WHERE e.hook = a.hook AND e.lane = a.lane AND e.lane IS NOT NULL
                AND e.state IN (\(.pending), \(.running)) AND (e.state = \(.running) OR newest.n IS NULL)
            ) AS is_behind
            FROM added a LEFT JOIN newest ON newest.hook = a.hook AND newest.lane = a.lane
        )
        INSERT INTO runs (delivery, hook, lane, state, due)
        SELECT key, hook, lane, CASE
            WHEN lane IS NULL THEN \(.pending)
            WHEN is_old THEN \(.cancelled)
            WHEN is_behind OR row_number() OVER (PARTITION BY hook, lane, is_old ORDER BY n) > 1 THEN \(.blocked)
            ELSE \(.pending) END, received
        FROM judged ORDER BY n
        """

    /// Where a delivery was not written because its id is a duplicate, its signature belongs to the one that has the id.
    static func handingOver(_ fingerprints: [JournalEntry.Fingerprint], of ids: [DeliveryID]) -> SQL {
        let columns: KeyValuePairs<String, SQLValue> = [
            "id": .texts(ids.map(\.text)), "key": .blobs(fingerprints.map(\.key)),
            "signature": .blobs(fingerprints.map(\.signature)),
        ]
        return """
            UPDATE fingerprints s SET delivery = f.delivery
            FROM \(.rows("i", columns)) JOIN fingerprints f ON f.key = i.key AND f.delivery <> i.id
            WHERE s.key = i.signature AND s.delivery = i.id
            """
    }

    /// Which deliveries these keys belong to.
    static func holders(of keys: [[UInt8]]) -> SQL {
        "SELECT key, delivery FROM fingerprints WHERE key = ANY (\(.blobs(keys)))"
    }

    /// The keys among these that belong to a delivery, since the moment from which that counts.
    static func known(_ fingerprints: [JournalEntry.Fingerprint]) -> SQL {
        let keys = fingerprints.flatMap { print in print.keys.map { ($0, print.since) } }
        let input = SQL.rows("i", ["key": .blobs(keys.map(\.0)), "since": .moments(keys.map(\.1))])
        return "SELECT f.key FROM \(input) JOIN fingerprints f ON f.key = i.key WHERE f.received >= i.since"
    }

    static let waiting: SQL = """
        SELECT h.endpoint, CAST(sum(t.runs) AS bigint) AS runs FROM tallies t JOIN hooks h ON h.id = t.hook
        WHERE t.state < \(.running) GROUP BY h.endpoint
        """
}
#endif
