import Formats
import Values

extension SQLiteJournal: CopyableJournal {
    func deliveryCount() async throws(JournalError) -> Int {
        try await read { database throws(JournalError) in
            try database.query("SELECT count(*) FROM deliveries") { Int($0.integer(0)) }.first ?? 0
        }
    }

    func places(after key: Int64, atMost count: Int) async throws(JournalError) -> [CopyPlace] {
        try await read { database throws(JournalError) in
            try database.query(
                "SELECT key, id, length(body) FROM deliveries WHERE key > ? ORDER BY key LIMIT ?", .integer(key),
                .integer(count)
            ) { row in
                DeliveryID(row.text(1)).map { CopyPlace(key: row.integer(0), id: $0, bytes: Int(row.integer(2))) }
            }.compactMap { $0 }
        }
    }

    func existing(_ ids: [DeliveryID]) async throws(JournalError) -> Set<DeliveryID> {
        try await read { database throws(JournalError) in
            var present: Set<DeliveryID> = []
            for id in ids
            where try !database.query("SELECT 1 FROM deliveries WHERE id = ?", .text(id.text), make: { _ in }).isEmpty {
                present.insert(id)
            }
            return present
        }
    }

    func copies(of keys: [Int64]) async throws(JournalError) -> [CopiedDelivery] {
        try await read { database throws(JournalError) in
            var copies: [CopiedDelivery] = []
            for key in keys {
                let found = try database.query(
                    """
                    SELECT id, endpoint, provider, event, received, body, fingerprint, signature FROM deliveries
                    WHERE key = ?
                    """, .integer(key)
                ) { row in (row.delivery, row.copiedFingerprint) }.first
                guard let (delivery, fingerprint) = found, let delivery else { continue }
                copies.append(
                    CopiedDelivery(
                        delivery: delivery, fingerprint: fingerprint, runs: try database.copiedRuns(ofDelivery: key)))
            }
            return copies
        }
    }

    func write(copies: [CopiedDelivery]) async throws(JournalError) {
        try await write { database throws(JournalError) in
            for copy in copies { try database.insert(copy) }
        }
    }
}

extension Database {
    fileprivate func copiedRuns(ofDelivery key: Int64) throws(JournalError) -> [CopiedDelivery.Run] {
        let runs = try query(
            """
            SELECT r.key, h.name, r.lane, r.state, r.due, r.attempts, r.failures, u.attempt, u.tell, u.attempts
            FROM runs r JOIN hooks h ON h.id = r.hook LEFT JOIN untold u ON u.run = r.key
            WHERE r.delivery = ? ORDER BY r.key
            """, .integer(key)
        ) { row in
            (
                row.integer(0), row.text(1), row.isNull(2) ? nil : row.text(2), StoredState(rawValue: row.integer(3)),
                Timestamp(milliseconds: row.integer(4)), Int(row.integer(5)), Int(row.integer(6)), row.untold(from: 7)
            )
        }
        var copies: [CopiedDelivery.Run] = []
        for (key, hook, lane, state, due, attempts, failures, untold) in runs {
            copies.append(
                CopiedDelivery.Run(
                    hook: hook, lane: lane, state: state == .running ? .pending : state ?? .failed, due: due,
                    attempts: attempts, failures: failures, finished: try self.attempts(ofRun: key, latest: .max),
                    untold: untold))
        }
        return copies
    }

    fileprivate func insert(_ copy: CopiedDelivery) throws(JournalError) {
        let delivery = copy.delivery
        let entry = JournalEntry(delivery: delivery, runs: [], fingerprint: nil)
        guard try query("SELECT 1 FROM deliveries WHERE id = ?", .text(delivery.id.text), make: { _ in }).isEmpty else {
            return
        }
        let key = try insertDelivery(of: entry, fingerprint: copy.fingerprint)
        for run in copy.runs {
            let hook = HookKey(endpoint: delivery.endpoint, hook: run.hook)
            guard let hook = try id(of: hook, makesIt: true) else { continue }
            // In a lane, the order of arrival decides which one may go.
            let waits = run.lane != nil && run.state == .pending
            try self.run(
                "INSERT INTO runs (delivery, hook, lane, state, due, attempts, failures) VALUES (?, ?, ?, ?, ?, ?, ?)",
                .integer(key), .integer(hook), .text(orNull: run.lane),
                .integer((waits ? StoredState.held : run.state).rawValue), .integer(run.due.milliseconds),
                .integer(run.attempts), .integer(run.failures))
            let number = lastInsertedKey
            for attempt in run.finished { try insert(attempt, ofRun: number) }
            if let untold = run.untold {
                try noteFailure(
                    ofRun: number, attempt: untold.attempt, tellAt: untold.tellAt, attempts: untold.attempts)
            }
            try letGo(hook, lane: run.lane)
        }
    }

    /// Lets the first run of a lane go, unless one is under way.
    private func letGo(_ hook: Int64, lane: String?) throws(JournalError) {
        guard let lane else { return }
        let underWay = try query(
            "SELECT 1 FROM runs WHERE hook = ? AND lane = ? AND lane IS NOT NULL AND state < 3 AND state <> 1 LIMIT 1",
            .integer(hook), .text(lane)
        ) { _ in true }
        if underWay.isEmpty { try promoteNext(hook: hook, lane: lane) }
    }
}
