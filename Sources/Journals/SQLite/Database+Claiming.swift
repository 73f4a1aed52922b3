import Values

extension Database {
    private static let isDue = "hook = ? AND state = \(.pending) AND due <= ?"
    private static let dueRuns = "SELECT key FROM runs WHERE \(isDue) ORDER BY due, key LIMIT ?"
    private static let dueBatch = """
        SELECT r.key, length(d.body) AS size, r.due <= ? OR r.attempts > 0 AS matches
        FROM runs r JOIN deliveries d ON d.key = r.delivery
        WHERE r.hook = ? AND r.state = \(.pending) AND r.due <= ? ORDER BY r.due, r.key LIMIT ?
        """
    private static let firstHasWaited = """
        SELECT due <= ? OR attempts > 0 AS matches FROM runs WHERE \(isDue) ORDER BY due LIMIT 1
        """
    private static let isFull = "SELECT 1 FROM runs WHERE \(isDue) ORDER BY due LIMIT 1 OFFSET ?"
    private static let claim = """
        UPDATE runs SET state = \(.running), attempts = attempts + 1, claimed = ? WHERE key = ?
        """
    private static let claimed = """
        SELECT \(Delivery.columns), h.name, r.attempts, r.failures
        FROM runs r JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook WHERE r.key = ?
        """
    private static let findRun = """
        SELECT \(StoredRun.columns) FROM deliveries d JOIN runs r ON r.delivery = d.key
        JOIN hooks h ON h.id = r.hook WHERE d.id = ? AND h.name = ?
        """
    private static let finish = "UPDATE runs SET state = ?, due = ?, failures = ?, stop = 0 WHERE key = ?"
    private static let insertAttempt = insertion(into: "attempts", [.run] + Attempt.columns, orReplace: true)
    private static let insertUntold = """
        INSERT INTO untold (run, attempt, tell, attempts, telling) VALUES (?, ?, ?, ?, 0)
        ON CONFLICT DO UPDATE SET attempt = excluded.attempt, tell = excluded.tell, attempts = 0, telling = 0
        """

    /// The runs of a hook to be started now, those for one command together.
    func dueRuns(
        for allowance: ClaimAllowance, atMost total: Int, at now: Timestamp
    ) throws(JournalError) -> [[Int64]] {
        guard let hook = try id(of: allowance.hook, creating: false) else { return [] }
        let commands = min(allowance.commands, total)
        guard let batch = allowance.batch else {
            return try query(Self.dueRuns, .integer(hook), .moment(now), .integer(commands)) { [$0.integer(.key)] }
        }
        guard try isBatchDue(of: hook, batch, at: now) else { return [] }
        return try query(
            Self.dueBatch, .moment(now - batch.wait), .integer(hook), .moment(now), .integer(commands * batch.size)
        ) { DueRun($0) }.batches(of: batch.size, atMost: commands)
    }

    /// Whether there is a batch to be started. Called at every new delivery, so it reads one run and a part of an index.
    private func isBatchDue(of hook: Int64, _ batch: Batching, at now: Timestamp) throws(JournalError) -> Bool {
        let first = try query(Self.firstHasWaited, .moment(now - batch.wait), .integer(hook), .moment(now)) {
            $0.flag(.matches)
        }.first
        guard let first else { return false }
        if first { return true }
        return try exists(Self.isFull, .integer(hook), .moment(now), .integer(batch.size - 1))
    }

    func claim(_ run: Int64, at now: Timestamp) throws(JournalError) -> ClaimedRun? {
        try self.run(Self.claim, .moment(now), .integer(run))
        return try query(Self.claimed, .integer(run), make: \.claimedRun).first ?? nil
    }

    func finish(_ finished: FinishedAttempt) throws(JournalError) {
        let id = finished.run
        let found = try query(Self.findRun, .text(id.delivery.text), .text(id.hook)) { StoredRun($0) }.first
        guard let run = found else { return }
        try insert(finished.attempt, ofRun: run.key)
        guard run.state == .running else { return }
        let state = run.stopRequested && finished.state != .succeeded ? .cancelled : finished.state
        try self.run(
            Self.finish, .state(state), .moment(finished.nextAt), .integer(finished.failures), .integer(run.key))
        if state == .failed, finished.needsReport {
            let attempt = finished.attempt
            try insert(CopiedDelivery.Untold(attempt: attempt.number, notifyAt: attempt.finishedAt), ofRun: run.key)
        }
        if state.isFinal { try promoteNext(after: run) }
    }

    func insert(_ attempt: Attempt, ofRun key: Int64) throws(JournalError) {
        try run(Self.insertAttempt, [.integer(key)] + attempt.values)
    }

    /// In the transaction in which the run fails.
    func insert(_ untold: CopiedDelivery.Untold, ofRun key: Int64) throws(JournalError) {
        try run(
            Self.insertUntold, .integer(key), .integer(untold.attempt), .moment(untold.notifyAt),
            .integer(untold.attempts))
    }
}
