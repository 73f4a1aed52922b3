#if PostgreSQL
import Formats
package import Values

extension PostgreSQLJournal {
    /// Failed runs of which a command may tell now.
    package func untoldFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UntoldFailure] {
        try await read(
            """
            SELECT d.id, h.name, \(UntoldFailure.columns) FROM untold u JOIN runs r ON r.key = u.run
            JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
            WHERE u.tell <= $1 OR u.tell > $2 ORDER BY u.tell, u.run LIMIT $3
            """,
            [.integer(now.milliseconds), .integer((now + Telling.longest).milliseconds), .integer(count)]
        ).compactMap(\.untoldFailure)
    }

    /// Writes how far telling of a failure is, unless another daemon, on any machine, was faster.
    package func replace(_ old: UntoldFailure, with new: UntoldFailure?) async throws(JournalError) -> Bool {
        let place: [PostgreSQLValue] = [.text(old.run.delivery.text), .text(old.run.hook), .integer(old.attempt)]
        let condition = """
            run = (
                SELECT r.key FROM deliveries d JOIN runs r ON r.delivery = d.key JOIN hooks h ON h.id = r.hook
                WHERE d.id = $1 AND h.name = $2
            ) AND attempt = $3 AND tell = $4 AND attempts = $5 AND telling = $6
            """
        let change =
            new.map { _ in "UPDATE untold SET tell = $7, attempts = $8, telling = $9 WHERE " }
            ?? "DELETE FROM untold WHERE "
        let statement = PostgreSQLStatement(
            change + condition, values: place + old.telling.values + (new?.telling.values ?? []))
        return try await working.perform { connection throws(JournalError) in
            try connection.run([statement], within: PostgreSQLSession.limit)[0].changes == 1
        }
    }

    /// Notes that runs have failed for good, and are to be told; in the transaction that says so of the runs.
    ///
    /// - Parameters:
    ///   - runs: their keys.
    ///   - failures: one for each of them.
    /// - Returns: the statement.
    static func notes(ofRuns runs: [Int64?], _ failures: [CopiedDelivery.Untold]) -> PostgreSQLStatement {
        PostgreSQLStatement(
            """
            INSERT INTO untold (run, attempt, tell, attempts, telling)
            SELECT run, attempt, tell, attempts, 0
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS i (run, attempt, tell, attempts)
            \(renewal)
            """, .integers(runs), .integers(failures.map { Int64($0.attempt) }),
            .integers(failures.map(\.tellAt.milliseconds)), .integers(failures.map { Int64($0.attempts) }))
    }

    /// A run that fails again before it was told is told once.
    static let renewal = """
        ON CONFLICT (run) DO UPDATE SET attempt = excluded.attempt, tell = excluded.tell, attempts = 0, telling = 0
        """
}

extension Telling {
    fileprivate var values: [PostgreSQLValue] {
        [.integer(tellAt?.milliseconds), .integer(attempts), .integer(isBeingTold ? 1 : 0)]
    }
}
#endif
