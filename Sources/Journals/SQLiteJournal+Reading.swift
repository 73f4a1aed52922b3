public import Values

extension SQLiteJournal {
    /// When the next pending run is due.
    public func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? {
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
    public func census() async throws(JournalError) -> JournalCensus {
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
                SELECT id, endpoint, name, (SELECT due FROM runs WHERE hook = h.id AND state = 0 ORDER BY due LIMIT 1)
                FROM hooks h ORDER BY endpoint, name
                """
            ) { row in
                JournalCensus.Hook(
                    key: HookKey(endpoint: row.text(1), hook: row.text(2)), runs: runs[row.integer(0)] ?? [:],
                    firstDue: row.isNull(3) ? nil : Timestamp(milliseconds: row.integer(3)))
            }
            return JournalCensus(hooks: hooks.filter { !$0.runs.isEmpty }, bytes: bytes)
        }
    }

    /// Deliveries that match, newest first.
    public func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] {
        let (condition, values) = query.condition
        return try await read { database throws(JournalError) in
            let found = try database.rows(
                """
                SELECT key, id, endpoint, provider, event, received, length(body) FROM deliveries d
                \(condition) ORDER BY id DESC LIMIT ?
                """, values + [.integer(query.limit)]
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
                        runs: try database.runs(ofDelivery: row.key).map(\.summary)))
            }
            return summaries
        }
    }

    /// One delivery with all that belongs to it.
    public func delivery(_ id: DeliveryID) async throws(JournalError) -> DeliveryRecord? {
        try await read { database throws(JournalError) in
            let found = try database.query(
                "SELECT id, endpoint, provider, event, received, body, key FROM deliveries WHERE id = ?", .text(id.text)
            ) { row in (row.delivery, row.integer(6)) }.first
            guard let (delivery, key) = found, let delivery else { return nil }
            var runs: [RunRecord] = []
            for run in try database.runs(ofDelivery: key) {
                runs.append(RunRecord(summary: run.summary, attempts: try database.attempts(ofRun: run.key)))
            }
            return DeliveryRecord(delivery: delivery, runs: runs)
        }
    }
}

extension DeliveryQuery {
    /// The query's WHERE clause and its values.
    fileprivate var condition: (String, [SQLValue]) {
        var conditions: [(String, [SQLValue])] = []
        if let event { conditions.append(("event = ?", [.text(event)])) }
        if let endpoint { conditions.append(("endpoint = ?", [.text(endpoint)])) }
        if let since { conditions.append(("received >= ?", [.integer(since.milliseconds)])) }
        if let after { conditions.append(("id > ?", [.text(after.text)])) }
        if let before { conditions.append(("id < ?", [.text(before.text)])) }
        if let state { conditions.append((state.condition, [])) }
        guard !conditions.isEmpty else { return ("", []) }
        return ("WHERE " + conditions.map(\.0).joined(separator: " AND "), conditions.flatMap(\.1))
    }
}

extension DeliveryState {
    /// What holds for a delivery in this state. The unfinished and the failed ones are found through their own indexes.
    var condition: String {
        let having = { (states: String) in "EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state IN (\(states)))"
        }
        return switch self {
        case .running: "d.key IN (SELECT delivery FROM runs WHERE state = 2)"
        case .pending: "\(having("0, 1")) AND NOT \(having("2"))"
        case .failed: "d.key IN (SELECT delivery FROM runs WHERE state = 4) AND NOT \(having("0, 1, 2"))"
        case .cancelled: "\(having("5")) AND NOT \(having("0, 1, 2, 4"))"
        case .succeeded: "\(having("3")) AND NOT \(having("0, 1, 2, 4, 5"))"
        case .ignored: "NOT EXISTS (SELECT 1 FROM runs WHERE delivery = d.key)"
        }
    }
}

extension Row {
    /// A delivery of the columns id, endpoint, provider, event, received, body; nil if the id is none.
    var delivery: Delivery? {
        DeliveryID(text(0)).map { id in
            Delivery(
                id: id, endpoint: text(1), provider: text(2), event: text(3), body: blob(5),
                receivedAt: Timestamp(milliseconds: integer(4)))
        }
    }
}

extension Database {
    fileprivate func runs(ofDelivery key: Int64) throws(JournalError) -> [(key: Int64, summary: RunSummary)] {
        try query(
            """
            SELECT r.key, h.name, r.state, r.attempts, r.due FROM runs r JOIN hooks h ON h.id = r.hook
            WHERE r.delivery = ? ORDER BY r.key
            """, .integer(key)
        ) { row in
            let state = StoredState(rawValue: row.integer(2)) ?? .failed
            let summary = RunSummary(
                hook: row.text(1), state: state.runState, attempts: Int(row.integer(3)),
                nextAt: state == .pending ? Timestamp(milliseconds: row.integer(4)) : nil)
            return (row.integer(0), summary)
        }
    }

    fileprivate func attempts(ofRun key: Int64) throws(JournalError) -> [Attempt] {
        try query(
            """
            SELECT number, started, finished, exit, value, reason, output, bytes FROM attempts
            WHERE run = ? ORDER BY number
            """, .integer(key)
        ) { row in
            Attempt(
                number: Int(row.integer(0)), startedAt: Timestamp(milliseconds: row.integer(1)),
                finishedAt: Timestamp(milliseconds: row.integer(2)),
                exit: StoredExit(kind: row.integer(3), value: row.integer(4), reason: row.text(5)).exit,
                output: row.blob(6), outputBytes: row.integer(7))
        }
    }
}
