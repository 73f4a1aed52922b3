import Formats
package import Values

extension SQLiteJournal {
    /// When the next pending run is due.
    package func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? {
        try await read { database throws(JournalError) in
            var next: Timestamp?
            for hook in hooks {
                guard let id = try database.id(of: hook.hook, makesIt: false) else { continue }
                let due = try database.query(
                    "SELECT due, attempts FROM runs WHERE hook = ? AND state = 0 ORDER BY due LIMIT 1", .integer(id)
                ) { row in
                    Timestamp(milliseconds: row.integer(0)) + (row.integer(1) > 0 ? .zero : hook.batch?.wait ?? .zero)
                }
                next = (due + (next.map { [$0] } ?? [])).min()
            }
            return next
        }
    }

    /// Counts runs by hook and state: of the tallies, which are kept for that.
    package func census() async throws(JournalError) -> JournalCensus {
        let bytes = place.bytes
        return try await read { database throws(JournalError) in
            var runs: [Int64: [RunState: Int]] = [:]
            for (hook, state, count) in try database.query(
                "SELECT hook, state, runs FROM tallies WHERE runs > 0",
                make: { ($0.integer(0), StoredState(rawValue: $0.integer(1)), Int($0.integer(2))) })
            {
                guard let state else { continue }
                runs[hook, default: [:]][state.runState, default: 0] += count
            }
            let hooks = try database.query(
                """
                SELECT id, endpoint, name, (SELECT due FROM runs WHERE hook = h.id AND state = 0 ORDER BY due LIMIT 1),
                (SELECT due FROM runs WHERE hook = h.id AND state = 1 ORDER BY due LIMIT 1)
                FROM hooks h ORDER BY endpoint, name
                """
            ) { row in
                JournalCensus.Hook(
                    key: HookKey(endpoint: row.text(1), hook: row.text(2)), runs: runs[row.integer(0)] ?? [:],
                    firstDue: row.isNull(3) ? nil : Timestamp(milliseconds: row.integer(3)),
                    firstHeld: row.isNull(4) ? nil : Timestamp(milliseconds: row.integer(4)))
            }
            return JournalCensus(hooks: hooks.filter { !$0.runs.isEmpty }, bytes: bytes)
        }
    }

    /// What happened minute by minute: of the minutes' own table, which is kept for that.
    package func activity(
        from start: Timestamp, until end: Timestamp
    ) async throws(JournalError) -> [MinuteActivity] {
        try await readForPeople { database throws(JournalError) in
            try database.query(
                """
                SELECT minute * 60000, deliveries, attempts, failures FROM minutes
                WHERE minute >= ? AND minute * 60000 < ? ORDER BY minute
                """, .integer(start.milliseconds / 60_000), .integer(end.milliseconds)
            ) { row in
                MinuteActivity(
                    start: Timestamp(milliseconds: row.integer(0)), deliveries: Int(row.integer(1)),
                    attempts: Int(row.integer(2)), failures: Int(row.integer(3)))
            }
        }
    }

    /// Deliveries that match, newest first.
    package func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] {
        try await read { database throws(JournalError) in
            let isRare = query.ids == nil && (query.state == .running || query.state == .failed)
            return try database.deliveries(
                where: query.conditions, by: isRare ? "NOT INDEXED" : "", atMost: query.limit)
        }
    }

    /// One delivery with its runs and their latest attempts.
    package func delivery(
        _ id: DeliveryID, latestAttempts count: Int
    ) async throws(JournalError) -> DeliveryRecord? {
        try await readForPeople { database throws(JournalError) in
            let found = try database.query(
                "SELECT id, endpoint, provider, event, received, body, key FROM deliveries WHERE id = ?", .text(id.text)
            ) { row in (row.delivery, row.integer(6)) }.first
            guard let (delivery, key) = found, let delivery else { return nil }
            var runs: [RunRecord] = []
            for run in try database.runs(ofDelivery: key) {
                runs.append(
                    RunRecord(summary: run.summary, attempts: try database.attempts(ofRun: run.key, latest: count)))
            }
            return DeliveryRecord(delivery: delivery, runs: runs)
        }
    }
}

extension DeliveryQuery {
    /// The terms of the query's WHERE clause.
    var conditions: [SQLCondition] {
        placeConditions
            + [
                ids.map { ids in
                    // One parameter, however many they are: every text of a statement is kept.
                    let list = JSONValue.array(ids.map { .string($0.text) }).text
                    return ("id IN (SELECT value FROM json_each(?))", [.text(list)])
                },
                endpoint.map { ("endpoint = ?", [.text($0)]) },
                since.map { ("received >= ?", [.integer($0.milliseconds)]) },
                state.map { ($0.condition, []) },
            ].compactMap { $0 }
    }

    /// Those that an index over event and id answers.
    var placeConditions: [SQLCondition] {
        [
            event.map { ("event = ?", [.text($0)]) }, after.map { ("id > ?", [.text($0.text)]) },
            before.map { ("id < ?", [.text($0.text)]) },
        ].compactMap { $0 }
    }
}

extension DeliveryState {
    /// What holds for a delivery in this state. The running and the failed ones are found through their own index.
    var condition: String {
        switch self {
        case .running: "d.key IN (SELECT delivery FROM runs WHERE state = 2)"
        case .failed: "d.key IN (SELECT delivery FROM runs WHERE state = 4) AND NOT \(Self.hasRun("0, 1, 2"))"
        case .pending, .cancelled, .succeeded, .ignored: existence
        }
    }

    /// The same, asked of one delivery after the other.
    var existence: String {
        switch self {
        case .running: Self.hasRun("2")
        case .pending: "\(Self.hasRun("0, 1")) AND NOT \(Self.hasRun("2"))"
        case .failed: "\(Self.hasRun("4")) AND NOT \(Self.hasRun("0, 1, 2"))"
        case .cancelled: "\(Self.hasRun("5")) AND NOT \(Self.hasRun("0, 1, 2, 4"))"
        case .succeeded: "\(Self.hasRun("3")) AND NOT \(Self.hasRun("0, 1, 2, 4, 5"))"
        case .ignored: "NOT EXISTS (SELECT 1 FROM runs WHERE delivery = d.key)"
        }
    }

    private static func hasRun(_ states: String) -> String {
        "EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state IN (\(states)))"
    }
}

/// A term of a WHERE clause, and its values.
typealias SQLCondition = (sql: String, values: [SQLValue])

extension Database {
    /// The newest deliveries for which all conditions hold; `path` says how SQLite is to look for them.
    func deliveries(
        where conditions: [SQLCondition], by path: String = "", order: String = "id", atMost count: Int
    ) throws(JournalError) -> [DeliverySummary] {
        let found = try rows(
            """
            SELECT key, id, endpoint, provider, event, received, length(body) FROM deliveries d \(path)
            \(Self.clause(conditions)) ORDER BY \(order) DESC LIMIT ?
            """, conditions.flatMap(\.values) + [.integer(count)]
        ) { row in
            (
                key: row.integer(0), id: DeliveryID(row.text(1)), endpoint: row.text(2), provider: row.text(3),
                event: row.text(4), receivedAt: Timestamp(milliseconds: row.integer(5)), bytes: Int(row.integer(6))
            )
        }
        var summaries: [DeliverySummary] = []
        for row in found {
            guard let id = row.id else { continue }
            summaries.append(
                DeliverySummary(
                    id: id, endpoint: row.endpoint, provider: row.provider, event: row.event,
                    receivedAt: row.receivedAt, bytes: row.bytes,
                    runs: try runs(ofDelivery: row.key).map(\.summary)))
        }
        return summaries
    }

    /// `WHERE …`; empty if there are no conditions.
    static func clause(_ conditions: [SQLCondition]) -> String {
        conditions.isEmpty ? "" : "WHERE " + conditions.map(\.sql).joined(separator: " AND ")
    }

    fileprivate func runs(ofDelivery key: Int64) throws(JournalError) -> [(key: Int64, summary: RunSummary)] {
        try query(
            """
            SELECT r.key, h.name, r.state, r.attempts, r.due FROM runs r JOIN hooks h ON h.id = r.hook
            WHERE r.delivery = ? ORDER BY r.key
            """, .integer(key)
        ) { row in
            (row.integer(0), row.summary(from: 1))
        }
    }

    func attempts(ofRun key: Int64, latest count: Int) throws(JournalError) -> [Attempt] {
        try query(
            """
            SELECT number, started, finished, exit, value, reason, output, bytes FROM attempts
            WHERE run = ? ORDER BY number DESC LIMIT ?
            """, .integer(key), .integer(count)
        ) { $0.attempt(from: 0) }.reversed()
    }
}
