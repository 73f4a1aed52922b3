#if PostgreSQL
import Formats
import Journals
import Support
import Testing
import Values

/// What several machines see of each other in one database.
@Suite(
    .timeLimit(.minutes(4)), .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct PostgreSQLJournalTests {
    private static let nobody = PostgreSQLJournal.Mode.daemon(committed: { _ in }, changed: {})

    /// Two openings of one journal, as two machines have them.
    private func withMachines(
        modes: (PostgreSQLJournal.Mode, PostgreSQLJournal.Mode) = (nobody, nobody),
        sharing: JournalSharing = JournalSharing(),
        _ body: (PostgreSQLJournal, PostgreSQLJournal, String) async throws -> Void
    ) async throws {
        let url = try await PostgreSQLServer.shared().database()
        _ = try await PostgreSQLJournal.migrate(url)
        let first = try await PostgreSQLJournal.open(url, mode: modes.0, sharing: sharing)
        let second = try await PostgreSQLJournal.open(url, mode: modes.1, sharing: sharing)
        try await body(first, second, PostgreSQLServer.name(in: url))
        await first.close()
        await second.close()
    }

    /// Those that are under way.
    private actor Lanes {
        private var entered: Set<String> = []
        func enter(_ lane: String) -> Bool { entered.insert(lane).inserted }
        func leave(_ lane: String) { entered.remove(lane) }
    }

    @Test func `no run is claimed by two machines, and none is left`() async throws {
        try await withMachines { first, second, _ in
            var deliveries: Set<DeliveryID> = []
            for number in 1...300 { deliveries.insert(try await first.record(number, hooks: "a").id) }
            @Sendable func claimAll(_ journal: PostgreSQLJournal) async throws -> [DeliveryID] {
                var claimed: [DeliveryID] = []
                // One that another machine is just taking is passed over: it takes it.
                for _ in 0..<60 { claimed += try await journal.claim("a", atMost: 7).map(\.delivery.id) }
                return claimed
            }
            async let ones = claimAll(first)
            async let others = claimAll(second)
            let claimed = try await ones + others
            #expect(claimed.count == 300 && Set(claimed) == deliveries)
        }
    }

    @Test func `of equal deliveries that two machines take in at the same moment one is written`() async throws {
        try await withMachines { first, second, _ in
            @Sendable func record(_ journal: PostgreSQLJournal, _ first: Int) async throws -> [RecordOutcome] {
                try await withThrowingTaskGroup { group in
                    for key in 0..<60 {
                        group.addTask {
                            let fingerprint = JournalEntry.Fingerprint(
                                key: Array(repeating: UInt8(key), count: 32), since: Sample.moment(0))
                            return try await journal.record(
                                JournalEntry(
                                    delivery: Sample.delivery(first + key), runs: [.init(hook: "a")],
                                    fingerprint: fingerprint))
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
            }
            async let ones = record(first, 1)
            async let others = record(second, 101)
            let outcomes = try await ones + others
            #expect(outcomes.count { $0 == .recorded } == 60)
            var query = DeliveryQuery()
            query.limit = 500
            let kept = Set(try await first.deliveries(matching: query).map(\.id))
            #expect(kept.count == 60)
            for case .duplicate(let id) in outcomes { #expect(kept.contains(id)) }
        }
    }

    @Test func `a lane lets one run go at a time on all machines together, and stops for nobody`() async throws {
        try await withMachines { first, second, database in
            let lanes = Lanes()
            @Sendable func work(_ journal: PostgreSQLJournal, _ numbers: ClosedRange<Int>) async throws {
                try await withThrowingTaskGroup { group in
                    for number in numbers {
                        group.addTask { try await journal.record(number, hooks: "a", lane: "lane \(number % 3)") }
                    }
                    try await group.waitForAll()
                }
            }
            @Sendable func run(_ journal: PostgreSQLJournal) async throws {
                for _ in 0..<400 {
                    for claimed in try await journal.claim("a", atMost: 2) {
                        let lane = "\((claimed.delivery.receivedAt - Sample.start).milliseconds % 3)"
                        #expect(await lanes.enter(lane), "two of one lane are under way")
                        await lanes.leave(lane)
                        try await journal.finish(Sample.finished(claimed, .succeeded))
                    }
                    if try await journal.census().hooks.first?.runs == [.succeeded: 120] { return }
                }
            }
            try await withThrowingTaskGroup { group in
                group.addTask { try await work(first, 1...60) }
                group.addTask { try await work(second, 61...120) }
                group.addTask { try await run(first) }
                group.addTask { try await run(second) }
                try await group.waitForAll()
            }
            #expect(try await first.census().hooks.first?.runs == [.succeeded: 120])
            let waiting = try await PostgreSQLServer.shared().query(
                "SELECT count(*) FROM hookrunner.runs WHERE state <> 3", in: database)
            #expect(waiting == ["0"])
        }
    }

    @Test func `all machines together run no more commands than they may`() async throws {
        try await withMachines(sharing: JournalSharing(maximumRunningTotal: 3)) { first, second, _ in
            for number in 1...9 { try await first.record(number, hooks: "a") }
            let ones = try await first.claim("a", atMost: 2)
            let others = try await second.claim("a", atMost: 5)
            #expect(ones.count == 2 && others.count == 1)
            #expect(try await first.claim("a").isEmpty)
            #expect(try await first.nextDue(of: [Sample.hook]) == nil, "an end on any machine wakes it")
            try await second.finish(Sample.finished(others[0], .succeeded))
            #expect(try await first.claim("a").count == 1)
        }
    }

    @Test func `a run whose lease is over is taken up, and its late end is noted and told`() async throws {
        // A tool renews nothing.
        try await withMachines(modes: (.tool, Self.nobody), sharing: JournalSharing(lease: .milliseconds(100))) {
            first, second, _ in
            let delivery = try await first.record(1, hooks: "a")
            let late = try #require(try await first.claim("a", at: 50).first)
            #expect(first.runsWithEndingLease() == [late.id])
            #expect(second.runsWithEndingLease().isEmpty)
            try await eventually { try await second.reclaimExpiredLeases(at: Sample.moment(500)) == 1 }
            let again = try #require(try await second.claim("a").first)
            #expect(again.attempt == 2)
            #expect(try await first.finish([Sample.finished(late, .succeeded)]) == [late.id])
            let run = try #require(try await second.delivery(delivery.id)?.runs.first)
            #expect(run.summary.state == .running)
            #expect(run.attempts.map(\.exit) == [.status(0)], "what it has done is not hidden")
            #expect(try await second.finish([Sample.finished(again, .succeeded)]).isEmpty)
            #expect(try await second.delivery(delivery.id)?.state == .succeeded)
        }
    }

    @Test func `a daemon renews the leases of what it runs, and of nothing else`() async throws {
        try await withMachines(sharing: JournalSharing(lease: .seconds(20))) { first, second, database in
            try await first.record(1, hooks: "a")
            _ = try await first.claim("a")
            let server = try await PostgreSQLServer.shared()
            func lease() async throws -> Int? {
                try await server.query("SELECT lease FROM hookrunner.runs", in: database).first.flatMap { Int($0) }
            }
            let begin = try #require(try await lease())
            try await eventually { try await lease() ?? 0 > begin + 1000 }
            #expect(first.runsWithEndingLease().isEmpty)
            #expect(try await second.reclaimExpiredLeases(at: Sample.moment(500)) == 0)
            try await server.query("UPDATE hookrunner.runs SET claimer = 1", in: database)
            try await eventually { first.runsWithEndingLease().count == 1 }
        }
    }

    @Test func `when the database's clock jumps, runs whose machine is at work stay its own`() async throws {
        try await withMachines(sharing: JournalSharing(lease: .seconds(20))) { first, second, database in
            try await first.record(1, hooks: "a")
            _ = try await first.claim("a")
            let server = try await PostgreSQLServer.shared()
            // As if the clock had jumped by a minute: the lease has been over for long.
            try await server.query("UPDATE hookrunner.runs SET lease = lease - 60000", in: database)
            #expect(try await second.reclaimExpiredLeases(at: Sample.moment(500)) == 0)
            try await eventually {
                #expect(try await second.reclaimExpiredLeases(at: Sample.moment(500)) == 0)
                return try await server.query(
                    "SELECT 1 FROM hookrunner.runs WHERE lease > hookrunner.clock()", in: database) == ["1"]
            }
            #expect(first.runsWithEndingLease().isEmpty)
        }
    }

    @Test func `a machine hears at once that another has written`() async throws {
        let (changes, change) = AsyncStream<Void>.makeStream()
        try await withMachines(modes: (Self.nobody, .daemon(committed: { _ in }, changed: { change.yield() }))) {
            first, second, _ in
            // From then on it listens, and looks only when it has heard something.
            try await eventually { try await !second.hasChangedElsewhere() }
            try await first.record(1, hooks: "a")
            for await _ in changes { break }
            #expect(try await second.hasChangedElsewhere())
        }
    }

    @Test func `texts with any character, and lanes and events of any length, are kept`() async throws {
        try await withMachines { first, _, _ in
            let event = "a\u{0}b \u{1F980} \(String(repeating: "long ", count: 5000))"
            let delivery = Sample.delivery(1, event: event)
            let lane = String(repeating: "\u{1F980}\u{0}", count: 10_000)
            for number in [1, 2] {
                let entry = JournalEntry(
                    delivery: number == 1 ? delivery : Sample.delivery(number), runs: [.init(hook: "a", lane: lane)])
                #expect(try await first.record(entry) == .recorded)
            }
            #expect(try await first.delivery(delivery.id)?.delivery.event == event)
            let run = try await first.claim("a")
            #expect(run.map(\.delivery.id) == [delivery.id], "the second one waits in the same lane")
            try await first.finish(Sample.finished(run[0], .succeeded))
            #expect(try await first.claim("a").count == 1)
        }
    }
}
#endif
