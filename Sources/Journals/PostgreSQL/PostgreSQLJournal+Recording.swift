#if PostgreSQL
import Formats
import Values

extension PostgreSQLJournal {
    /// Writes deliveries and their runs, together with whatever else is to be written now.
    package func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        guard !entries.isEmpty else { return [] }
        return try await recorder.add(entries)
    }

    /// Writes something that means nothing.
    package func probeWrite() async throws(JournalError) {
        try await recording.perform { connection throws(JournalError) in
            // A number of a transaction is all that it needs to be written, and to be waited for.
            _ = try connection.run(
                [.begin, PostgreSQLStatement("SELECT pg_current_xact_id()"), .commit],
                within: PostgreSQLSession.limit)
        }
    }
}

/// Requests whose deliveries go into one transaction, and what is to be told of each. Pure.
struct RecordingGroup {
    /// Keys of fingerprints, with the first of the group that has each: others repeat it.
    private var firsts: [[UInt8]: Int] = [:]
    private(set) var entries: [JournalEntry] = []
    /// Which of `entries` those of each request are; nil for a request without room.
    private var requests: [[Int]?] = []

    /// Puts a group together of those requests that have room.
    ///
    /// - Parameters:
    ///   - requests: in their order.
    ///   - known: fingerprints that came before.
    ///   - waiting: how many runs wait already, by the bytes of their endpoint.
    init(_ requests: [[JournalEntry]], known: Set<[UInt8]> = [], waiting: [[UInt8]: Int] = [:]) {
        var waiting = waiting
        for request in requests {
            guard hasRoom(for: request, known: known, waiting: waiting) else {
                self.requests.append(nil)
                continue
            }
            self.requests.append(request.map { add($0) })
            for entry in request { waiting[Array(entry.delivery.endpoint.utf8), default: 0] += entry.runs.count }
        }
    }

    /// Asked once for a request: it may hold more deliveries than ever have room.
    private func hasRoom(for request: [JournalEntry], known: Set<[UInt8]>, waiting: [[UInt8]: Int]) -> Bool {
        let adding = request.first { entry in
            guard !entry.runs.isEmpty, entry.room != JournalEntry.Room() else { return false }
            return !(entry.fingerprint?.keys ?? []).contains { known.contains($0) || firsts[$0] != nil }
        }
        guard let adding else { return true }
        let overall = adding.room.overall.map { waiting.values.reduce(0, +) < $0 } ?? true
        let endpoint =
            adding.room.endpoint.map { waiting[Array(adding.delivery.endpoint.utf8), default: 0] < $0 } ?? true
        return overall && endpoint
    }

    private mutating func add(_ entry: JournalEntry) -> Int {
        let keys = entry.fingerprint?.keys ?? []
        if let first = keys.compactMap({ firsts[$0] }).first { return first }
        for key in keys { firsts[key] = entries.count }
        entries.append(entry)
        return entries.count - 1
    }

    /// What became of the requests.
    ///
    /// - Parameters:
    ///   - requests: the same as before.
    ///   - holders: which delivery each key of a fingerprint belongs to by now.
    /// - Returns: an outcome for each entry of each request.
    func outcomes(of requests: [[JournalEntry]], holders: [[UInt8]: DeliveryID]) -> [[RecordOutcome]] {
        zip(requests, self.requests).map { request, positions in
            guard positions != nil else { return request.map { _ in .noRoom } }
            return request.map { entry in
                let others = (entry.fingerprint?.keys ?? []).compactMap { holders[$0] }.filter {
                    $0 != entry.delivery.id
                }
                return others.first.map { .duplicate(of: $0) } ?? .recorded
            }
        }
    }

    /// Whether one of them has a bound that has to be looked at.
    static func needsRoom(_ requests: [[JournalEntry]]) -> Bool {
        requests.contains { $0.contains { !$0.runs.isEmpty && $0.room != JournalEntry.Room() } }
    }
}

/// The statements that write a group.
struct RecordingStatements {
    /// Of a group of several deliveries: their bodies are an array.
    private static let several = RecordingStatements(bodies: "$6::bytea[], ", column: "body, ", body: "body")
    /// Of one delivery: its body goes from the connection to the table without being copied into an array, and from there
    /// into a temporary one.
    private static let one = RecordingStatements(bodies: "", column: "", body: "$6::bytea")

    private let withoutLanes: String
    private let withLanes: String

    private init(bodies: String, column: String, body: String) {
        let insertion = Self.insertion(bodies: bodies, column: column, body: body)
        withoutLanes = insertion + Self.runsWithoutLanes
        withLanes = insertion + Self.runsWithLanes
    }

    /// Deliveries that are not there yet, and their runs. A delivery with a fingerprint is new unless one of its keys
    /// belongs to an earlier one, of any machine, that was received since the moment from which that counts. Signatures
    /// come before all other keys, so that two machines wait for each other in one order.
    private static func insertion(bodies: String, column: String, body: String) -> String {
        """
        WITH input AS (
            SELECT * FROM unnest(
                $1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[], \(bodies)$7::bytea[], $8::bigint[],
                $13::bytea[]
            ) WITH ORDINALITY AS i (
                id, endpoint, provider, event, received, \(column)fingerprint, since, signature, n)
        ), signed AS (
            INSERT INTO fingerprints AS f (key, delivery, received, since)
            SELECT signature, id, received, since FROM input WHERE signature IS NOT NULL ORDER BY signature
            ON CONFLICT (key) DO UPDATE
            SET delivery = excluded.delivery, received = excluded.received, since = excluded.since
            WHERE f.received < excluded.since RETURNING delivery
        ), fresh AS (
            INSERT INTO fingerprints AS f (key, delivery, received, since)
            SELECT fingerprint, id, received, since FROM input
            WHERE fingerprint IS NOT NULL AND (signature IS NULL OR id IN (SELECT delivery FROM signed))
            ORDER BY fingerprint
            ON CONFLICT (key) DO UPDATE
            SET delivery = excluded.delivery, received = excluded.received, since = excluded.since
            WHERE f.received < excluded.since RETURNING delivery
        ), written AS (
            INSERT INTO deliveries (id, endpoint, provider, event, received, fingerprint, signature, body)
            SELECT id, endpoint, provider, event, received, fingerprint, signature, \(body) FROM input
            WHERE fingerprint IS NULL OR id IN (SELECT delivery FROM fresh) ORDER BY n
            ON CONFLICT (id) DO NOTHING RETURNING key, id, received
        ), added AS (
            SELECT w.key, w.received, r.hook, lane_name(r.lane) AS lane, r.latest, r.n
            FROM unnest($9::text[], $10::bigint[], $11::text[], $12::bigint[])
                WITH ORDINALITY AS r (id, hook, lane, latest, n)
            JOIN written w ON w.id = r.id
        )
        """
    }

    private static let runsWithoutLanes = """
        INSERT INTO runs (delivery, hook, state, due) SELECT key, hook, 0, received FROM added ORDER BY n
        """

    /// The first run of a lane is pending unless one is pending or running; the others wait for it. Those before the
    /// newest of an `order latest` are cancelled. The lanes are locked, and so is what waits in those of `order latest`:
    /// a claim in between would make a run running that is taken here for replaced.
    private static let runsWithLanes = """
        , newest AS (
            SELECT hook, lane, max(n) AS n FROM added WHERE latest = 1 GROUP BY hook, lane
        ), replaced AS (
            UPDATE runs SET state = 5 FROM newest
            WHERE runs.hook = newest.hook AND runs.lane = newest.lane AND runs.state < 2 AND runs.lane IS NOT NULL
        ), judged AS (
            SELECT a.*, a.n < coalesce(newest.n, 0) AS is_old, EXISTS (
                SELECT FROM runs e WHERE e.hook = a.hook AND e.lane = a.lane AND e.lane IS NOT NULL
                AND e.state IN (0, 2) AND (e.state = 2 OR newest.n IS NULL)
            ) AS is_behind
            FROM added a LEFT JOIN newest ON newest.hook = a.hook AND newest.lane = a.lane
        )
        INSERT INTO runs (delivery, hook, lane, state, due)
        SELECT key, hook, lane, CASE
            WHEN lane IS NULL THEN 0
            WHEN is_old THEN 5
            WHEN is_behind OR row_number() OVER (PARTITION BY hook, lane, is_old ORDER BY n) > 1 THEN 1
            ELSE 0 END, received
        FROM judged ORDER BY n
        """

    static func insertion(of entries: [JournalEntry], hooks: [HookKey: Int64]) -> PostgreSQLStatement {
        let runs = entries.flatMap { entry in entry.runs.map { (entry.delivery, $0) } }
        let deliveries = entries.map(\.delivery)
        let texts = entries.count == 1 ? one : several
        return PostgreSQLStatement(
            runs.contains { $0.1.lane != nil } ? texts.withLanes : texts.withoutLanes,
            .texts(deliveries.map(\.id.text)), .texts(deliveries.map(\.endpoint)),
            .texts(deliveries.map(\.provider)),
            .texts(deliveries.map(\.event)), .integers(deliveries.map(\.receivedAt.milliseconds)),
            entries.count == 1 ? .blob(deliveries[0].body) : .blobs(deliveries.map(\.body)),
            .blobs(entries.map(\.fingerprint?.key)),
            .integers(entries.map(\.fingerprint?.since.milliseconds)), .texts(runs.map(\.0.id.text)),
            .integers(runs.map { hooks[HookKey(endpoint: $0.endpoint, hook: $1.hook)] }),
            .texts(runs.map(\.1.lane)),
            .integers(runs.map { $1.cancelsWaiting ? 1 : 0 }), .blobs(entries.map(\.fingerprint?.signature)))
    }

    /// Where a delivery was not written because its id came before, its signature belongs to the one that has the id.
    static func handingOver(_ fingerprints: [JournalEntry.Fingerprint], of ids: [DeliveryID]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            UPDATE fingerprints s SET delivery = f.delivery
            FROM unnest($1::text[], $2::bytea[], $3::bytea[]) AS i (id, key, signature)
            JOIN fingerprints f ON f.key = i.key AND f.delivery <> i.id
            WHERE s.key = i.signature AND s.delivery = i.id
            """, .texts(ids.map(\.text)), .blobs(fingerprints.map(\.key)), .blobs(fingerprints.map(\.signature)))
    }

    static func holders(of keys: [[UInt8]]) -> PostgreSQLStatement {
        PostgreSQLStatement("SELECT key, delivery FROM fingerprints WHERE key = ANY ($1::bytea[])", .blobs(keys))
    }

    /// The keys among these that a delivery holds, since the moment from which that counts.
    static func known(_ fingerprints: [JournalEntry.Fingerprint]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            SELECT f.key FROM unnest($1::bytea[], $2::bigint[]) AS i (key, since)
            JOIN fingerprints f ON f.key = i.key WHERE f.received >= i.since
            """, .blobs(fingerprints.flatMap(\.keys)),
            .integers(fingerprints.flatMap { print in print.keys.map { _ in print.since.milliseconds } }))
    }

    static let waiting = PostgreSQLStatement(
        """
        SELECT h.endpoint, sum(t.runs)::bigint FROM tallies t JOIN hooks h ON h.id = t.hook WHERE t.state < 2
        GROUP BY h.endpoint
        """)
}
#endif
