import Values

extension Database: JournalConnection {
    static let pruningStep = 100

    func limitWaits(of hook: HookKey, to longest: Duration, at now: Timestamp) throws(JournalError) -> Int {
        guard let id = try id(of: hook, creating: false) else { return 0 }
        let latest = SQLValue.moment(now + longest)
        return try change(
            """
            UPDATE runs SET due = CASE attempts WHEN 0 THEN \(.moment(now)) ELSE \(latest) END
            WHERE hook = \(.integer(id)) AND state = \(.pending) AND due > \(.moment(now))
            AND (due > \(latest) OR attempts = 0)
            """)
    }

    func failRuns(
        of hooks: [Int64], because reason: String, reporting: Bool, at now: Timestamp, atMost count: Int
    ) throws(JournalError) -> Int {
        var failed: [StoredRun] = []
        for hook in hooks where failed.count < count {
            failed += try runs(
                where: "r.hook = \(.integer(hook)) AND r.state IN (\(.pending), \(.blocked))", atMost: count)
        }
        for run in failed {
            try change(
                """
                UPDATE runs SET state = \(.failed), attempts = attempts + 1, failures = failures + 1
                WHERE key = \(.integer(run.key))
                """)
            let number = try firstRow("SELECT attempts FROM runs WHERE key = \(.integer(run.key))") {
                $0.count(.attempts)
            }
            let attempt = Attempt(
                number: number ?? 1, startedAt: now, finishedAt: now, exit: .notStarted(reason))
            try insert(attempt, ofRun: run.key)
            if reporting { try insert(CopiedDelivery.Untold(attempt: attempt.number, notifyAt: now), ofRun: run.key) }
        }
        return failed.count
    }

    func revive(_ query: SQL, at now: Timestamp) throws(JournalError) -> (count: Int, last: StoredRun?) {
        let runs = try rows(query) { StoredRun($0) }
        for run in runs {
            // Blocked at first, so that it does not count as under way itself.
            try self.run(
                "UPDATE runs SET state = \(.blocked), due = ?, failures = 0, stop = 0 WHERE key = ?", .moment(now),
                .integer(run.key))
            if try !isUnderWay(lane: run.lane, of: run.hook) {
                try self.run("UPDATE runs SET state = \(.pending) WHERE key = ?", .integer(run.key))
            }
        }
        return (runs.count, runs.last)
    }

    func cancelRuns(of delivery: DeliveryID) throws(JournalError) -> Int {
        let key: SQL = "(SELECT key FROM deliveries WHERE id = \(.text(delivery.text)))"
        let running = try change("UPDATE runs SET stop = 1 WHERE state = \(.running) AND delivery = \(key)")
        return try running + cancelWaiting(where: "r.delivery = \(key)")
    }

    /// Cancels pending and blocked runs, and returns how many there were; unblocks their lanes.
    @discardableResult
    func cancelWaiting(where condition: SQL) throws(JournalError) -> Int {
        let waiting = try runs(where: "r.state IN (\(.pending), \(.blocked)) AND \(condition)", atMost: .max)
        for run in waiting {
            try self.run("UPDATE runs SET state = \(.cancelled), stop = 0 WHERE key = ?", .integer(run.key))
            try promoteNext(after: run)
        }
        return waiting.count
    }

    func prune(_ range: PruningRange) throws(JournalError) -> (last: String?, gone: Int) {
        let old = try rows(range.query(atMost: Self.pruningStep)) {
            (key: $0.integer(.key), id: $0.text(.id), isExpired: $0.flag(.matches))
        }
        let expired = old.filter(\.isExpired).map { SQLValue.integer($0.key) }
        for key in expired {
            try run("DELETE FROM attempts WHERE run IN (SELECT key FROM runs WHERE delivery = ?)", key)
            try run("DELETE FROM runs WHERE delivery = ?", key)
            try run("DELETE FROM deliveries WHERE key = ?", key)
        }
        return (old.last?.id, expired.count)
    }

    private func runs(where condition: SQL, atMost count: Int) throws(JournalError) -> [StoredRun] {
        try rows(
            """
            SELECT \(raw: StoredRun.columns) FROM runs r WHERE \(condition) ORDER BY r.key LIMIT \(.integer(count))
            """
        ) { StoredRun($0) }
    }
}
