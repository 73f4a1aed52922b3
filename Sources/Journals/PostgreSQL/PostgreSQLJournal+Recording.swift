#if PostgreSQL
import Values

extension PostgreSQLJournal {
    package func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        guard !entries.isEmpty else { return [] }
        return try await recorder.add(entries)
    }

    package func probeWrite() async throws(JournalError) {
        try await recording.perform { connection throws(JournalError) in
            // The number of a transaction is enough to have it written and synced.
            _ = try connection.run([.begin, "SELECT pg_current_xact_id()", .commit])
        }
    }
}
#endif
