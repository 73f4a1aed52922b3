import Formats
import Values

extension Database {
    /// Whether the entry's runs may join those that wait.
    func hasRoom(for entry: JournalEntry) throws(JournalError) -> Bool {
        guard !entry.runs.isEmpty else { return true }
        if let overall = entry.room.overall {
            let waiting = try query("SELECT sum(runs) FROM tallies WHERE state < 2") { $0.integer(0) }
            guard waiting[0] < overall else { return false }
        }
        if let endpoint = entry.room.endpoint {
            let waiting = try query(
                "SELECT sum(runs) FROM tallies WHERE state < 2 AND hook IN (SELECT id FROM hooks WHERE endpoint = ?)",
                .text(entry.delivery.endpoint)
            ) { $0.integer(0) }
            guard waiting[0] < endpoint else { return false }
        }
        return true
    }

    /// The runs of a hook that are to be started now, those for one command together.
    func dueRuns(
        for allowance: ClaimAllowance, atMost total: Int, at now: Timestamp
    ) throws(JournalError) -> [[Int64]] {
        guard let hook = try id(of: allowance.hook, makesIt: false) else { return [] }
        let commands = min(allowance.commands, total)
        guard let batch = allowance.batch else {
            return try query(
                "SELECT key FROM runs WHERE hook = ? AND state = 0 AND due <= ? ORDER BY due, key LIMIT ?",
                .integer(hook), .integer(now.milliseconds), .integer(commands)
            ) { [$0.integer(0)] }
        }
        guard try isBatchDue(of: hook, batch, at: now) else { return [] }
        let due = try query(
            """
            SELECT r.key, length(d.body), r.due <= ? OR r.attempts > 0 FROM runs r JOIN deliveries d ON d.key = r.delivery
            WHERE r.hook = ? AND r.state = 0 AND r.due <= ? ORDER BY r.due, r.key LIMIT ?
            """, .integer((now - batch.wait).milliseconds), .integer(hook), .integer(now.milliseconds),
            .integer(commands * batch.size)
        ) { DueRun(key: $0.integer(0), bytes: Int($0.integer(1)), hasWaited: $0.integer(2) != 0) }
        return due.batches(of: batch.size, atMost: commands)
    }

    /// Whether there is a batch to be started: asked at every new delivery, so it reads one run and a part of an index.
    private func isBatchDue(of hook: Int64, _ batch: Batching, at now: Timestamp) throws(JournalError) -> Bool {
        let first = try query(
            "SELECT due <= ? OR attempts > 0 FROM runs WHERE hook = ? AND state = 0 AND due <= ? ORDER BY due LIMIT 1",
            .integer((now - batch.wait).milliseconds), .integer(hook), .integer(now.milliseconds)
        ) { $0.integer(0) != 0 }.first
        guard let first else { return false }
        guard !first else { return true }
        let last = try query(
            "SELECT 1 FROM runs WHERE hook = ? AND state = 0 AND due <= ? ORDER BY due LIMIT 1 OFFSET ?",
            .integer(hook), .integer(now.milliseconds), .integer(batch.size - 1)
        ) { _ in true }
        return !last.isEmpty
    }
}
