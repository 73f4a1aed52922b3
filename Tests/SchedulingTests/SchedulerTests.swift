import Formats
import Dispatch
import Processes
import Reporting
import Support
import Synchronization
import Testing
import Values

@testable import Journals
@testable import Scheduling

@Suite(.timeLimit(.minutes(4))) struct SchedulerTests {
    /// A scheduler with a real journal, commands that the test ends, and clocks that the test moves.
    struct Bench: Sendable {
        let directory: TemporaryDirectory
        let journal: SQLiteJournal
        let commands = ScriptedCommands()
        let timer = ManualTimer()
        let time = SharedTime()
        let scheduler: Scheduler
        let upkeep: JournalUpkeep

        init(_ configuration: Configuration, log: Log = Log(LogSettings(), to: -1)) async throws {
            directory = try TemporaryDirectory()
            journal = try SQLiteJournal.open(directory: directory.file("journal"), mode: .daemon)
            let clock = WallClock { [time] in time.now }
            scheduler = Scheduler(
                journal: journal, commands: commands, inherited: [:], log: log, health: JournalHealth(log: log),
                clock: clock, timer: timer)
            await scheduler.use(configuration)
            upkeep = JournalUpkeep(
                journal: journal, scheduler: scheduler, commands: commands, log: log, health: JournalHealth(log: log),
                clock: clock)
            await upkeep.use(configuration)
        }

        func record(_ event: String, hooks: String..., lane: String? = nil) async throws -> DeliveryID {
            var generator = SystemRandomNumberGenerator()
            let delivery = Delivery(
                id: DeliveryID(at: time.tick(), using: &generator), endpoint: "/e", provider: "circularo", event: event,
                body: Array(#"{"event":"\#(event)"}"#.utf8), receivedAt: time.now)
            let runs = hooks.map { JournalEntry.Run(hook: $0, lane: lane) }
            _ = try await journal.record(JournalEntry(delivery: delivery, runs: runs))
            scheduler.wake()
            return delivery.id
        }

        func states(of id: DeliveryID) async throws -> [RunState] {
            try await journal.delivery(id)?.runs.map(\.summary.state) ?? []
        }
    }

    private func configuration(maximum: Int = 8, hooks: Hook...) -> Configuration {
        var configuration = Configuration()
        configuration.maximumRunning = maximum
        var endpoint = Endpoint(path: "/e", provider: .circularo, secrets: [])
        endpoint.hooks = hooks
        configuration.endpoints = [endpoint]
        return configuration
    }

    private func hook(_ name: String, retry: RetryPolicy = .never) -> Hook {
        var hook = Hook(name: name, events: [.any], command: CommandTemplate(words: [.init("true")]))
        hook.retry = retry
        return hook
    }

    /// Runs the scheduler beside `body`, and drains it at the end.
    private func run(_ bench: Bench, _ body: () async throws -> Void) async throws {
        let scheduler = bench.scheduler
        async let running: Void = scheduler.run()
        try await body()
        await scheduler.drain()
        await running
    }

    @Test func `a run is started, and its result is recorded`() async throws {
        let bench = try await Bench(configuration(hooks: hook("a")))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            let call = try #require(await calls.next())
            #expect(call.variable("HOOK_DELIVERY_ID") == id.text)
            #expect(call.invocation.input == Array(#"{"event":"x"}"#.utf8))
            #expect(try await bench.states(of: id) == [.running])
            call.finish(.status(0), output: "done")
            try await eventually { try await bench.states(of: id) == [.succeeded] }
            let attempt = try #require(try await bench.journal.delivery(id)?.runs.first?.attempts.first)
            #expect(attempt.exit == .status(0) && attempt.output == Array("done".utf8) && attempt.number == 1)
        }
    }

    @Test func `at most max-running commands run, and hooks take turns`() async throws {
        let bench = try await Bench(configuration(maximum: 2, hooks: hook("a"), hook("b")))
        for _ in 0..<3 { _ = try await bench.record("x", hooks: "a") }
        _ = try await bench.record("y", hooks: "b")
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let first = try #require(await calls.next())
            let second = try #require(await calls.next())
            #expect([first, second].compactMap { $0.variable("HOOK_NAME") }.sorted() == ["a", "b"])
            #expect(await bench.scheduler.running == 2)
            first.finish(.status(0))
            let third = try #require(await calls.next())
            #expect(await bench.scheduler.running == 2)
            second.finish(.status(0))
            third.finish(.status(0))
            let fourth = try #require(await calls.next())
            fourth.finish(.status(0))
        }
    }

    @Test func `a clock that is set back delays no run for long`() async throws {
        let policy = RetryPolicy(attempts: 2, first: .seconds(10), last: .seconds(10))
        let bench = try await Bench(configuration(hooks: hook("a", retry: policy)))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            await bench.upkeep.lookForChanges()
            let id = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.status(1))
            try await eventually { try await bench.states(of: id) == [.pending] }
            bench.time.advance(by: .seconds(-3600))
            await bench.upkeep.lookForChanges()
            bench.time.advance(by: .seconds(10))
            bench.scheduler.wake()
            try #require(await calls.next()).finish(.status(0))
            try await eventually { try await bench.states(of: id) == [.succeeded] }
        }
    }

    @Test func `a hook without a free slot causes no wake-ups`() async throws {
        var full = hook("full")
        full.maximumRunning = 1
        let bench = try await Bench(configuration(hooks: full, hook("idle")))
        for _ in 0..<2 { _ = try await bench.record("x", hooks: "full") }
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let first = try #require(await calls.next())
            _ = try await bench.record("y", hooks: "idle")
            try #require(await calls.next()).finish(.status(0))
            try await eventually { await bench.scheduler.running == 1 }
            first.finish(.status(0))
            try #require(await calls.next()).finish(.status(0))
            try await eventually { await bench.scheduler.running == 0 }
        }
        bench.timer.end()
        for await sleep in bench.timer.sleeps { #expect(sleep > .zero) }
    }

    @Test func `a batch is one command in one slot, and each of its runs has a result`() async throws {
        var batched = hook("a", retry: RetryPolicy(attempts: 2, first: .seconds(10), last: .seconds(10)))
        batched.batch = Batching(size: 2, wait: .seconds(60))
        let bench = try await Bench(configuration(maximum: 1, hooks: batched))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let first = try await bench.record("x", hooks: "a")
            let second = try await bench.record("y", hooks: "a")
            let third = try await bench.record("z", hooks: "a")
            let call = try #require(await calls.next())
            #expect(call.variable("HOOK_BATCH_SIZE") == "2")
            #expect(call.invocation.input == Array("{\"event\":\"x\"}\n{\"event\":\"y\"}\n".utf8))
            call.finish(.status(1))
            try await eventually { try await bench.states(of: first) == [.pending] }
            #expect(try await bench.states(of: second) == [.pending])
            bench.time.advance(by: .seconds(60))
            bench.scheduler.wake()
            let again = try #require(await calls.next())
            let next = try #require(again.variable("HOOK_ATTEMPT"))
            again.finish(.status(0))
            let last = try #require(await calls.next())
            last.finish(.status(0))
            #expect([next, last.variable("HOOK_ATTEMPT")] == ["2", "2"])
            for id in [first, second, third] {
                try await eventually { try await bench.states(of: id) == [.succeeded] }
            }
        }
    }

    @Test func `a failed run waits until it is due, and its earlier attempt counts`() async throws {
        let policy = RetryPolicy(attempts: 2, first: .seconds(10), last: .seconds(10))
        let bench = try await Bench(configuration(hooks: hook("a", retry: policy)))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.signal(9))
            try await eventually { try await bench.states(of: id) == [.pending] }
            let next = try #require(try await bench.journal.delivery(id)?.runs.first?.summary.nextAt)
            #expect(next - bench.time.now <= .seconds(10))
            bench.time.advance(by: .seconds(10))
            bench.scheduler.wake()
            let second = try #require(await calls.next())
            #expect(second.variable("HOOK_ATTEMPT") == "2")
            second.finish(.status(1))
            try await eventually { try await bench.states(of: id) == [.failed] }
        }
    }

    @Test func `the scheduler sleeps until the next run is due, and wakes up by itself`() async throws {
        let policy = RetryPolicy(attempts: 2, first: .seconds(5), last: .seconds(5))
        let bench = try await Bench(configuration(hooks: hook("a", retry: policy)))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            _ = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.status(1))
            // Each sleep, since a wake-up in between makes the scheduler start another one.
            let passing = Task {
                for await sleep in bench.timer.sleeps where sleep <= .seconds(5) {
                    bench.time.advance(by: .seconds(5))
                    bench.timer.advance(by: .seconds(5))
                }
            }
            defer { passing.cancel() }
            try #require(await calls.next()).finish(.status(0))
        }
    }

    @Test(arguments: [true, false])
    func `a permanent failure is stored only if there is an on-failure command`(hasCommand: Bool) async throws {
        var settings = configuration(hooks: hook("a"))
        settings.onFailure = hasCommand ? CommandTemplate(words: [.init("page")]) : nil
        let bench = try await Bench(settings)
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let good = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.status(0))
            try await eventually { try await bench.states(of: good) == [.succeeded] }
            let bad = try await bench.record("x", hooks: "a", "gone")
            try #require(await calls.next()).finish(.status(1))
            try await eventually { try await bench.states(of: bad) == [.failed, .pending] }
            await bench.upkeep.failOrphans()
            let untold = try await bench.journal.unreportedFailures(at: .init(milliseconds: .max / 2), atMost: 9)
            #expect(Set(untold.map(\.run.hook)) == (hasCommand ? ["a", "gone"] : []))
        }
    }

    @Test func `an interrupted attempt does not count as a failure`() async throws {
        let bench = try await Bench(configuration(hooks: hook("a")))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.interrupted)
            let second = try #require(await calls.next())
            #expect(second.variable("HOOK_ATTEMPT") == "2")
            second.finish(.status(0))
            try await eventually { try await bench.states(of: id) == [.succeeded] }
        }
    }

    @Test func `a run waits and does not fail while the system has no processes left`() async throws {
        let bench = try await Bench(configuration(hooks: hook("a")))
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            try #require(await calls.next()).finish(.notStarted("out of processes"), startWasRefused: true)
            for await sleep in bench.timer.sleeps where sleep == Scheduler.retryInterval { break }
            #expect(try await bench.states(of: id) == [.running])
            bench.timer.advance(by: Scheduler.retryInterval)
            let second = try #require(await calls.next())
            #expect(second.variable("HOOK_ATTEMPT") == "1")
            second.finish(.status(0))
            try await eventually { try await bench.states(of: id) == [.succeeded] }
        }
    }

    @Test func `a run whose payload does not fit its command fails with the reason`() async throws {
        let command = CommandTemplate(words: [.init("echo"), .init("{missing}")])
        let bench = try await Bench(configuration(hooks: Hook(name: "a", events: [.any], command: command)))
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            try await eventually { try await bench.states(of: id) == [.failed] }
            let attempt = try #require(try await bench.journal.delivery(id)?.runs.first?.attempts.first)
            guard case .notStarted(let reason) = attempt.exit else { throw Unexpected() }
            #expect(reason.contains("missing"))
        }
    }

    @Test func `draining waits for running commands and starts no more`() async throws {
        let bench = try await Bench(configuration(maximum: 1, hooks: hook("a")))
        var calls = bench.commands.calls.makeAsyncIterator()
        let scheduler = bench.scheduler
        let first = try await bench.record("x", hooks: "a")
        let second = try await bench.record("y", hooks: "a")
        async let running: Void = scheduler.run()
        let call = try #require(await calls.next())
        await scheduler.drain()
        call.finish(.status(0))
        await running
        #expect(try await bench.states(of: first) == [.succeeded])
        #expect(try await bench.states(of: second) == [.pending])
    }

    /// Blocks the journal's queue until `release`; returns when it is blocked.
    private func hold(_ journal: SQLiteJournal) async -> (release: DispatchSemaphore, held: Task<Void, any Error>) {
        let release = DispatchSemaphore(value: 0)
        let (begins, begun) = AsyncStream<Void>.makeStream()
        let held = Task {
            try await journal.write(needsSync: false) { _ in
                begun.yield()
                release.wait()
            }
        }
        for await _ in begins { break }
        return (release, held)
    }

    @Test(arguments: [nil, Batching(size: 2, wait: .seconds(60))])
    func `runs that are claimed while draining begins are pending again, and no command starts`(
        batch: Batching?
    ) async throws {
        var configured = hook("a")
        configured.batch = batch
        let bench = try await Bench(configuration(hooks: configured))
        let scheduler = bench.scheduler
        let ids = [try await bench.record("x", hooks: "a"), try await bench.record("y", hooks: "a")]
        let (release, held) = await hold(bench.journal)
        let looks = bench.time.lookCount
        async let running: Void = scheduler.run()
        // The scheduler reads the clock when it claims, and its actor is free while the journal is busy.
        try await eventually { bench.time.lookCount > looks }
        await scheduler.drain()
        release.signal()
        try await held.value
        await running
        for id in ids {
            #expect(try await bench.states(of: id) == [.pending])
            let attempts = try #require(try await bench.journal.delivery(id)?.runs.first?.attempts)
            #expect(attempts.map(\.exit) == [.notStarted("the daemon was shutting down")])
        }
        #expect(await scheduler.cutOff == 2)
    }

    @Test func `the scheduler does not wait while a command is built from a large payload`() async throws {
        let hold = Hold()
        var settings = LogSettings()
        settings.level = .debug
        // The first log line of an attempt is written on the thread that builds the command.
        let log = Log(settings, to: -1, clock: WallClock { hold.now })
        let bench = try await Bench(configuration(hooks: hook("a")), log: log)
        var calls = bench.commands.calls.makeAsyncIterator()
        try await run(bench) {
            let id = try await bench.record("x", hooks: "a")
            for await _ in hold.begins { break }
            #expect(await bench.scheduler.running == 1)
            hold.release()
            try #require(await calls.next()).finish(.status(0))
            try await eventually { try await bench.states(of: id) == [.succeeded] }
        }
        #expect(!hold.hasTimedOut, "the scheduler responded only after the command was built")
    }

    /// A time of day that is known only when a test releases it.
    private final class Hold: Sendable {
        let begins: AsyncStream<Void>
        private let begun: AsyncStream<Void>.Continuation
        private let semaphore = DispatchSemaphore(value: 0)
        private let timedOut = Atomic<Bool>(false)

        init() {
            (begins, begun) = AsyncStream.makeStream()
        }

        var hasTimedOut: Bool { timedOut.load(ordering: .sequentiallyConsistent) }

        /// Waits for the release, with a time limit, so that a blocked test fails.
        var now: Timestamp {
            begun.yield()
            let result = semaphore.wait(timeout: .now() + .seconds(60))
            if result == .timedOut { timedOut.store(true, ordering: .sequentiallyConsistent) }
            semaphore.signal()
            return Timestamp(milliseconds: 0)
        }

        func release() {
            semaphore.signal()
        }
    }

    struct Unexpected: Error {}
}
