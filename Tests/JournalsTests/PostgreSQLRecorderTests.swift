#if PostgreSQL
import Formats
import Dispatch
import Support
import Synchronization
import Testing
import Values

@testable import Journals

/// Groups of deliveries, and what else is to be done over their connection.
@Suite(
    .timeLimit(.minutes(4)), .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct PostgreSQLRecorderTests {
    @Test func `another statement waits for one group, however many deliveries wait`() async throws {
        let url = try await PostgreSQLServer.shared().database()
        _ = try await PostgreSQLJournal.migrate(url)
        let groups = Mutex(0)
        let journal = try await PostgreSQLJournal.open(
            url, mode: .daemon(committed: { _ in groups.withLock { $0 += 1 } }, changed: {}))
        let gate = DispatchSemaphore(value: 0)
        journal.recording.executor.later { gate.wait() }
        let (turns, turn) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: RecordOutcome.self) { group in
            for number in 1...5 {
                // As many lanes as a group may have: each request is a group of its own.
                let runs = (1...256).map { JournalEntry.Run(hook: "h\($0)", lane: "lane") }
                let entry = JournalEntry(delivery: Sample.delivery(number), runs: runs)
                group.addTask { try await journal.record(entry) }
            }
            try await eventually { journal.recorder.waiting == 5 }
            journal.recording.executor.later { turn.yield(groups.withLock { $0 }) }
            gate.signal()
            for await count in turns {
                #expect(count == 1, "so many groups were written before it")
                break
            }
            for try await outcome in group { #expect(outcome == .recorded) }
        }
        #expect(groups.withLock { $0 } == 5)
        await journal.close()
    }

    /// Left by version 0.1.0 with two runs under way, whose leases are over.
    @Test func `tables of the program before become current, with the rights that they had`() async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.database()
        let database = PostgreSQLServer.name(in: url)
        try await server.query(
            """
            DO $$ BEGIN CREATE ROLE fixture_role; EXCEPTION WHEN duplicate_object THEN NULL; END $$
            """, in: database)
        try await server.query(try Fixture.text(of: "journal-postgresql-1.sql"), in: database)
        await #expect(throws: JournalError.self) { try await PostgreSQLJournal.open(url, mode: .tool) }
        #expect(try await PostgreSQLJournal.migrate(url) == (1, PostgreSQLSchema.migrations.count))
        let right = "SELECT has_table_privilege('fixture_role', 'hookrunner.untold', 'INSERT, UPDATE, DELETE, SELECT')"
        #expect(try await server.query(right, in: database) == ["t"])
        let journal = try await PostgreSQLJournal.open(
            url, mode: .daemon(committed: { _ in }, changed: {}), sharing: JournalSharing(lease: .seconds(2)))
        // The machine that had these runs may be at work, until its leases have not changed for a while.
        var takenUp = 0
        try await eventually("both runs are taken up") {
            takenUp += try await journal.reclaimExpiredLeases(at: Timestamp(milliseconds: 0))
            return takenUp == 2
        }
        try await Fixture.check(journal, interrupted: 0, endpoint: "/circularo")
        await journal.close()
    }

    @Test(arguments: ["", "a", "\u{0}", "\u{1}", "\u{1}0", "\u{0}1", "a\u{1}\u{0}b", "\u{2400}", "é\u{0}"])
    func `a text comes back, and no other text is stored as the same`(text: String) {
        #expect(!text.stored.utf8.contains(0))
        #expect(Array(String(stored: Array(text.stored.utf8)).utf8) == Array(text.utf8))
        for other in ["", "\u{0}", "\u{1}", "\u{1}0", "\u{1}1", "\u{2400}", "0"] where !other.hasBytes(of: text) {
            #expect(!other.stored.hasBytes(of: text.stored))
        }
    }
}
#endif
