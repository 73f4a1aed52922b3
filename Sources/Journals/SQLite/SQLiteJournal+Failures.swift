import Formats
package import Values

extension SQLiteJournal {
    /// Failed runs of which a command may tell now.
    package func untoldFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UntoldFailure] {
        try await read { database throws(JournalError) in
            try database.query(
                """
                SELECT d.id, h.name, \(UntoldFailure.columns) FROM untold u JOIN runs r ON r.key = u.run
                JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
                WHERE u.tell <= ? OR u.tell > ? ORDER BY u.tell, u.run LIMIT ?
                """, .integer(now.milliseconds), .integer((now + Telling.longest).milliseconds), .integer(count)
            ) { $0.untoldFailure }.compactMap { $0 }
        }
    }

    /// Writes how far telling of a failure is, unless another daemon was faster.
    package func replace(_ old: UntoldFailure, with new: UntoldFailure?) async throws(JournalError) -> Bool {
        let change = new.map { _ in "UPDATE untold SET tell = ?, attempts = ?, telling = ?" } ?? "DELETE FROM untold"
        let place = [SQLValue.text(old.run.delivery.text), .text(old.run.hook), .integer(old.attempt)]
        let values = (new?.telling.values ?? []) + place + old.telling.values
        return try await write(needsSync: false) { database throws(JournalError) in
            try database.change(
                """
                \(change) WHERE run = (
                    SELECT r.key FROM deliveries d JOIN runs r ON r.delivery = d.key JOIN hooks h ON h.id = r.hook
                    WHERE d.id = ? AND h.name = ?
                ) AND attempt = ? AND tell = ? AND attempts = ? AND telling = ?
                """, values) == 1
        }
    }
}

extension Telling {
    fileprivate var values: [SQLValue] {
        [
            tellAt.map { .integer($0.milliseconds) } ?? .null, .integer(attempts), .integer(isBeingTold ? 1 : 0),
        ]
    }
}

extension Database {
    /// Notes that a run has failed for good, and is to be told; in the transaction that says so of the run.
    func noteFailure(ofRun key: Int64, attempt: Int, tellAt: Timestamp, attempts: Int = 0) throws(JournalError) {
        try run(
            """
            INSERT INTO untold (run, attempt, tell, attempts, telling) VALUES (?, ?, ?, ?, 0)
            ON CONFLICT DO UPDATE SET attempt = excluded.attempt, tell = excluded.tell, attempts = 0, telling = 0
            """, .integer(key), .integer(attempt), .integer(tellAt.milliseconds), .integer(attempts))
    }
}
