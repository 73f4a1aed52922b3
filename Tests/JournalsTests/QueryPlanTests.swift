import Formats
import Support
import Testing
import Values

@testable import Journals

/// A journal may have millions of rows: no statement goes through all of a table.
@Suite(.timeLimit(.minutes(4))) struct QueryPlanTests {
    /// The plan of each statement that `body` runs on a journal of SQLite, by the statement.
    private func plans(_ body: (Database) throws(JournalError) -> Void) async throws -> [String: [String]] {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        try await journal.record(1...30, hooks: "a", "b")
        await journal.close()
        let database = try Database(path: place.file("journal.db"), isReadOnly: false)
        try body(database)
        var plans: [String: [String]] = [:]
        for text in database.statementTexts {
            plans[text] = try database.query("EXPLAIN QUERY PLAN \(text)") { $0.text(.detail) }
        }
        return plans
    }

    private static var queries: [DeliveryQuery] {
        var queries: [DeliveryQuery] = []
        for state in [nil] + DeliveryState.allCases.map(Optional.some) {
            for event in [nil, "x"] {
                for ids in [nil, [Sample.delivery(1).id]] {
                    for before in [nil, Sample.delivery(2).id] {
                        var query = DeliveryQuery()
                        (query.state, query.event, query.ids, query.before) = (state, event, ids, before)
                        queries.append(query)
                    }
                }
            }
        }
        return queries
    }

    @Test func `every query finds deliveries, runs and attempts through an index`() async throws {
        let now = Sample.moment(1)
        let plans = try await plans { database throws(JournalError) in
            for query in Self.queries {
                _ = try database.deliveries(matching: query)
                _ = try database.page(of: query)
            }
            for count in [1, Int.max] {
                _ = try database.delivery(
                    try database.deliveries(matching: DeliveryQuery())[0].id, latestAttempts: count)
            }
            _ = try database.nextDue(of: [])
            _ = try database.runsToStop()
            _ = try database.census(bytes: 0)
            _ = try database.lastArrival(of: [.prefix("x")], at: "/e", after: now, before: "")
            _ = try database.unreportedFailures(at: now, atMost: 1)
            _ = try database.places(after: 0, atMost: 1)
            _ = try database.existing([Sample.delivery(1).id])
            _ = try database.copies(of: [1, 2])
            _ = try database.cancelRuns(of: Sample.delivery(1).id)
            _ = try database.prune(PruningRange(start: "", end: "1", keptSince: now, failedKeptSince: now))
            _ = try database.failRuns(of: [7], because: "", reporting: false, at: now, atMost: 1)
            _ = try database.dueRuns(
                for: ClaimAllowance(hook: Sample.hook, commands: 1, batch: Batching(size: 2, wait: .zero)), atMost: 1,
                at: now)
        }
        #expect(plans.count > 40)
        // In the order of ids, the newest first and with a limit; or few rows: hooks, tallies, those of a list or of a subquery.
        let fine = [
            "sqlite_autoindex_deliveries_1", "SCAN h", "SCAN tallies", "SCAN json_each", "SCAN s", "SCAN found",
            "untold_in_order",
        ]
        for (text, plan) in plans {
            for step in plan where step.hasPrefix("SCAN") && !fine.contains(where: step.contains) {
                Issue.record("\(step)\n\(text)\n\(plan)")
            }
        }
    }
}
