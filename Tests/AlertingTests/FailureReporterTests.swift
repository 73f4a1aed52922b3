import Formats
import Journals
import Processes
import Reporting
import Support
import Testing
import Values

@testable import Alerting

@Suite(.timeLimit(.minutes(4))) struct FailureReporterTests {
    /// A real journal with failed runs, commands that the test ends, and a clock that the test moves.
    private struct Bench: Sendable {
        let directory: TemporaryDirectory
        let journal: SQLiteJournal
        let commands = ScriptedCommands()
        let time = SharedTime()

        init(failures: Int) async throws {
            directory = try TemporaryDirectory()
            journal = try SQLiteJournal.open(directory: directory.file("journal"), mode: .daemon)
            var generator = SystemRandomNumberGenerator()
            for _ in 0..<failures {
                let delivery = Delivery(
                    id: DeliveryID(at: time.tick(), using: &generator), endpoint: "/e", provider: "circularo",
                    event: "x", body: Array(#"{"event":"x"}"#.utf8), receivedAt: time.now)
                _ = try await journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "h")]))
            }
            let allowance = ClaimAllowance(hook: HookKey(endpoint: "/e", hook: "h"), commands: max(1, failures))
            let runs = try await journal.claim([allowance], atMost: max(1, failures), at: time.now).flatMap { $0 }
            try await journal.finish(
                runs.map { run in
                    FinishedAttempt(
                        run: run.id,
                        attempt: Attempt(number: 1, startedAt: time.now, finishedAt: time.now, exit: .status(7)),
                        state: .failed, nextAt: time.now, failures: 1, needsReport: true)
                })
        }

        /// A daemon's reporter, the journal being that of `Bench` or one opened by another daemon.
        func reporter(in other: SQLiteJournal? = nil, command: [String]? = ["mail", "{hook}"]) async -> FailureReporter
        {
            let log = Log(LogSettings(), to: -1)
            let reporter = FailureReporter(
                journal: other ?? journal, commands: commands, inherited: ["PATH": "/bin", "SECRET": "x"], log: log,
                health: JournalHealth(log: log), clock: WallClock { [time] in time.now })
            var configuration = Configuration()
            configuration.onFailure = command.map { CommandTemplate(words: $0.map { .init($0) }) }
            await reporter.use(configuration)
            return reporter
        }

        /// All failures that are not reported yet.
        func untold() async throws -> [UnreportedFailure] {
            try await journal.unreportedFailures(at: time.now + .seconds(1000), atMost: 1000)
        }
    }

    @Test func `a failure is reported with its attempts, once`() async throws {
        let bench = try await Bench(failures: 1)
        let reporter = await bench.reporter()
        async let run: Void = reporter.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        reporter.wake()
        let call = try #require(await calls.next())
        #expect(call.invocation.arguments == ["mail", "h"])
        let report = String(decoding: call.invocation.input, as: UTF8.self)
        #expect(report.contains(#""hook":"h","attempts":[{"attempt":1,"#) && report.contains(#""exit":"7""#))
        #expect(call.invocation.environment.map(\.name) == ["PATH"])
        #expect(try await bench.untold().map(\.notification.isInFlight) == [true], "it stands until it is told")
        call.finish(.status(0))
        try await eventually { try await bench.untold().isEmpty }
        await reporter.look()
        await reporter.drain()
        await run
    }

    @Test func `at most four on-failure commands run at once, and all failures are reported`() async throws {
        let bench = try await Bench(failures: 10)
        let reporter = await bench.reporter()
        async let run: Void = reporter.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        for _ in 0..<3 { await reporter.look() }
        var underWay: [ScriptedCommands.Call] = []
        for _ in 0..<4 { underWay.append(try #require(await calls.next())) }
        #expect(try await bench.untold().count { $0.notification.isInFlight } == 4)
        underWay.forEach { $0.finish(.status(0)) }
        for _ in 4..<10 { try #require(await calls.next()).finish(.status(0)) }
        try await eventually { try await bench.untold().isEmpty }
        await reporter.drain()
        await run
    }

    @Test func `an on-failure command is retried unless it fails permanently`() async throws {
        let bench = try await Bench(failures: 1)
        let reporter = await bench.reporter()
        async let run: Void = reporter.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        for (attempt, exit) in [Exit.status(1), .timedOut, .signal(9), .status(100)].enumerated() {
            try await eventually {
                await reporter.look()
                bench.time.advance(by: .seconds(1))
                return try await bench.untold().first?.notification.isInFlight == true
            }
            let call = try #require(await calls.next())
            #expect(try await bench.untold().map(\.notification.attempts) == [attempt + 1])
            call.finish(exit)
            try await eventually { try await bench.untold().first?.notification.isInFlight != true }
        }
        #expect(try await bench.untold().isEmpty)
        await reporter.drain()
        await run
    }

    @Test func `a report that a shutdown has cut off is repeated by the next daemon`() async throws {
        let bench = try await Bench(failures: 1)
        let first = await bench.reporter()
        async let run: Void = first.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        first.wake()
        let call = try #require(await calls.next())
        await first.drain()
        call.finish(.interrupted)
        await run
        #expect(try await bench.untold().map(\.notification.attempts) == [0])
        let second = await bench.reporter()
        async let again: Void = second.run()
        await second.look()
        try #require(await calls.next()).finish(.status(0))
        try await eventually { try await bench.untold().isEmpty }
        await second.drain()
        await again
    }

    @Test func `a crash loses no failure`() async throws {
        let bench = try await Bench(failures: 1)
        let first = await bench.reporter()
        await first.look()
        #expect(try await bench.untold().map(\.notification.isInFlight) == [true])
        _ = try await bench.journal.recover(at: bench.time.now)
        let second = await bench.reporter()
        async let run: Void = second.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        await second.look()
        try #require(await calls.next()).finish(.status(0))
        try await eventually { try await bench.untold().isEmpty }
        await second.drain()
        await run
    }

    @Test func `only one of two daemons with one journal reports a failure`() async throws {
        let bench = try await Bench(failures: 4)
        let other = try SQLiteJournal.open(directory: bench.directory.file("journal"), mode: .tool)
        let reporters = [await bench.reporter(), await bench.reporter(in: other)]
        for _ in 0..<20 {
            await withDiscardingTaskGroup { group in
                for reporter in reporters { group.addTask { await reporter.look() } }
            }
        }
        async let first: Void = reporters[0].run()
        async let second: Void = reporters[1].run()
        var calls = bench.commands.calls.makeAsyncIterator()
        for _ in 0..<4 { try #require(await calls.next()).finish(.status(0)) }
        try await eventually { try await bench.untold().isEmpty }
        for reporter in reporters { await reporter.drain() }
        await first
        await second
        #expect(bench.commands.count == 4)
        await other.close()
    }

    @Test func `failures are dropped when the configuration has no on-failure command any more`() async throws {
        let bench = try await Bench(failures: 9)
        let reporter = await bench.reporter(command: nil)
        async let run: Void = reporter.run()
        reporter.wake()
        try await eventually { try await bench.untold().isEmpty }
        await reporter.drain()
        await run
        #expect(bench.commands.count == 0)
    }
}
