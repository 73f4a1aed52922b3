import Formats
import Journals
import Processes
import Reporting
import Support
import Testing
import Values

@testable import Alerting

@Suite(.timeLimit(.minutes(4))) struct AlertWatchTests {
    /// A real journal, commands that the test ends, and a clock that the test moves.
    private struct Bench: Sendable {
        let directory: TemporaryDirectory
        let journal: SQLiteJournal
        let commands = ScriptedCommands()
        let metrics = Metrics()
        let time = SharedTime()

        init() throws {
            directory = try TemporaryDirectory()
            journal = try SQLiteJournal.open(directory: directory.file("journal"), mode: .daemon)
        }

        /// A daemon's watch over these alerts, the journal being that of `Bench` or one opened by another daemon.
        func watch(_ alerts: Alert..., in other: SQLiteJournal? = nil) async -> AlertWatch {
            let log = Log(LogSettings(), to: -1)
            let watch = AlertWatch(
                journal: other ?? journal, commands: commands, inherited: ["PATH": "/bin", "SECRET": "x"], log: log,
                health: JournalHealth(log: log), metrics: metrics, clock: WallClock { [time] in time.now })
            await watch.use(Self.configuration(alerts))
            return watch
        }

        static func configuration(_ alerts: [Alert]) -> Configuration {
            var configuration = Configuration()
            configuration.alerts = alerts
            configuration.onAlert = CommandTemplate(words: ["mail", "{text}"].map { .init($0) })
            return configuration
        }

        func refuse(_ count: Int, at endpoint: String = "/e") {
            for _ in 0..<count { metrics.answered(endpoint: endpoint, status: 401, reason: "signature-wrong") }
        }

        func record(_ event: String) async throws {
            var generator = SystemRandomNumberGenerator()
            let delivery = Delivery(
                id: DeliveryID(at: time.tick(), using: &generator), endpoint: "/e", provider: "circularo", event: event,
                body: [], receivedAt: time.now)
            _ = try await journal.record(JournalEntry(delivery: delivery, runs: []))
        }
    }

    private let refusals = Alert(
        name: "signature-failures 3 in 1m at /e", condition: .signatureFailures(count: 3, within: .seconds(60)),
        endpoint: "/e")
    private let silence = Alert(
        name: "silence 1h on a*", condition: .silence(.seconds(3600), of: [.prefix("a")]))

    private func told(_ call: ScriptedCommands.Call?) throws -> String {
        let call = try #require(call)
        call.finish(.status(0))
        return call.invocation.arguments[1]
    }

    @Test func `rejected requests cause one notification at the start and one at the end`() async throws {
        let bench = try Bench()
        let watch = await bench.watch(refusals)
        async let run: Void = watch.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        bench.refuse(2)
        bench.refuse(9, at: "/other")
        await watch.look()
        bench.time.advance(by: .seconds(1))
        bench.refuse(1)
        await watch.look()
        let call = try #require(await calls.next())
        #expect(call.invocation.arguments == ["mail", "alert: 3 requests without a valid signature in 1m at /e"])
        #expect(
            String(decoding: call.invocation.input, as: UTF8.self) == """
                {"name":"signature-failures 3 in 1m at /e","kind":"signature-failures","state":"started",\
                "text":"alert: 3 requests without a valid signature in 1m at /e",\
                "startedAt":"2026-11-23T20:54:02.000Z","endedAt":null,"endpoint":"/e","value":3,"threshold":3,\
                "unit":"requests","windowSeconds":60,"attempt":1}

                """)
        #expect(
            call.invocation.environment.map { "\($0.name)=\($0.value)" } == [
                "PATH=/bin", "ALERT_NAME=signature-failures 3 in 1m at /e", "ALERT_KIND=signature-failures",
                "ALERT_STATE=started", "ALERT_TEXT=alert: 3 requests without a valid signature in 1m at /e",
                "ALERT_STARTED_AT=2026-11-23T20:54:02.000Z", "ALERT_ENDPOINT=/e", "ALERT_VALUE=3", "ALERT_THRESHOLD=3",
                "ALERT_UNIT=requests", "ALERT_WINDOW_SECONDS=60", "ALERT_ATTEMPT=1",
            ])
        call.finish(.status(0))
        for _ in 0..<130 {
            bench.time.advance(by: .seconds(1))
            await watch.look()
        }
        let end = try await told(calls.next())
        // The time without its condition starts at the last look that saw it, to a quarter of that time.
        #expect(
            end.wholeMatch(of: /alert ended after (104|10[5-9]|11[0-9]|12[0-9])s: .*|alert ended after 2m: .*/) != nil,
            "\(end)")
        await watch.drain()
        await run
        #expect(try await bench.journal.alerts().map(\.isFiring) == [false])
    }

    @Test func `a restarted daemon neither repeats nor forgets an alert`() async throws {
        let bench = try Bench()
        let first = await bench.watch(refusals)
        bench.refuse(3)
        await first.look()
        #expect(try await bench.journal.alerts().first?.isInFlight == true)
        // A crash cut off the command, so the next daemon repeats it.
        _ = try await bench.journal.recover(at: bench.time.now)
        let second = await bench.watch(refusals)
        async let run: Void = second.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        await second.look()
        #expect(try await told(calls.next()).hasPrefix("alert: 3 requests"))
        try await eventually { try await bench.journal.alerts().first?.notifyAt == nil }
        for _ in 0..<59 {
            bench.time.advance(by: .seconds(1))
            await second.look()
        }
        #expect(try await bench.journal.alerts().first?.isFiring == true, "a minute has not been watched yet")
        bench.time.advance(by: .seconds(2))
        await second.look()
        #expect(try await told(calls.next()).hasPrefix("alert ended after"))
        await second.drain()
        await run
    }

    @Test func `only one of two daemons with one journal reports an alert`() async throws {
        let bench = try Bench()
        let other = try SQLiteJournal.open(directory: bench.directory.file("journal"), mode: .tool)
        let watches = [await bench.watch(refusals), await bench.watch(refusals, in: other)]
        bench.refuse(3)
        for _ in 0..<20 {
            await withDiscardingTaskGroup { group in
                for watch in watches { group.addTask { await watch.look() } }
            }
        }
        for watch in watches { await watch.drain() }
        await withDiscardingTaskGroup { group in
            for watch in watches { group.addTask { await watch.run() } }
            var calls = bench.commands.calls.makeAsyncIterator()
            await calls.next()?.finish(.status(0))
        }
        let record = try #require(try await bench.journal.alerts().first)
        #expect(record.isFiring && record.attempts == 1 && record.notifyAt == nil)
        await other.close()
    }

    @Test func `silence starts with the alert, and ends with a delivery`() async throws {
        let bench = try Bench()
        try await bench.record("a1")
        bench.time.advance(by: .seconds(7200))
        let watch = await bench.watch(silence)
        async let run: Void = watch.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        await watch.look()
        bench.time.advance(by: .seconds(3600))
        await watch.look()
        #expect(try await bench.journal.alerts().first?.startedAt == nil, "it was not watched before")
        bench.time.advance(by: .seconds(-60))
        try await bench.record("a2")
        try await bench.record("b")
        bench.time.advance(by: .seconds(61))
        await watch.look()
        #expect(try await bench.journal.alerts().first?.startedAt == nil, "one has come")
        bench.time.advance(by: .seconds(3600))
        await watch.look()
        #expect(try await told(calls.next()) == "alert: no delivery of a* for 61m")
        try await eventually { try await bench.journal.alerts().first?.notifyAt == nil }
        bench.time.advance(by: .seconds(100_000))
        try await bench.record("b")
        await watch.look()
        #expect(try await bench.journal.alerts().first?.isFiring == true)
        try await bench.record("abc")
        bench.time.advance(by: .seconds(60))
        await watch.look()
        #expect(try await told(calls.next()) == "alert ended after 27h: silence 1h on a*")
        await watch.drain()
        await run
    }

    @Test func `a silence that started before the clock was set back ends with the next delivery`() async throws {
        let bench = try Bench()
        try await bench.record("a1")
        let watch = await bench.watch(silence)
        async let run: Void = watch.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        await watch.look()
        bench.time.advance(by: .seconds(3601))
        await watch.look()
        #expect(try await told(calls.next()).hasPrefix("alert: no delivery of a*"))
        try await eventually { try await bench.journal.alerts().first?.notifyAt == nil }
        bench.time.advance(by: .seconds(-86_400))
        await watch.look()
        #expect(try await bench.journal.alerts().first?.isFiring == true)
        bench.time.advance(by: .seconds(60))
        try await bench.record("a2")
        bench.time.advance(by: .seconds(60))
        await watch.look()
        #expect(try await told(calls.next()).hasPrefix("alert ended after"))
        try await eventually { try await bench.journal.alerts().first?.notifyAt == nil }
        // A new delivery counts, although the earlier ones are in the future.
        bench.time.advance(by: .seconds(3000))
        try await bench.record("a3")
        bench.time.advance(by: .seconds(3601))
        await watch.look()
        #expect(try await told(calls.next()) == "alert: no delivery of a* for 60m")
        await watch.drain()
        await run
    }

    @Test func `a restart neither starts a silence again nor ends it`() async throws {
        let bench = try Bench()
        await bench.watch(silence).look()
        bench.time.advance(by: .seconds(3000))
        let second = await bench.watch(silence)
        await second.look()
        bench.time.advance(by: .seconds(601))
        await second.look()
        let begun = try #require(try await bench.journal.alerts().first)
        #expect(begun.startedAt == bench.time.now)
        bench.time.advance(by: .seconds(10))
        await bench.watch(silence).look()
        #expect(try await bench.journal.alerts() == [begun])
    }

    @Test func `an alert that a reload has removed ends, and is forgotten`() async throws {
        let bench = try Bench()
        let watch = await bench.watch(refusals, silence)
        async let run: Void = watch.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        bench.refuse(3)
        await watch.look()
        _ = try await told(calls.next())
        try await eventually { try await bench.journal.alerts().allSatisfy { $0.notifyAt == nil } }
        await watch.use(Bench.configuration([]))
        await watch.look()
        let call = try #require(await calls.next())
        #expect(call.invocation.arguments[1] == "alert ended after 0s: signature-failures 3 in 1m at /e")
        #expect(String(decoding: call.invocation.input, as: UTF8.self).contains(#""value":null,"threshold":null"#))
        call.finish(.status(0))
        try await eventually {
            await watch.look()
            return try await bench.journal.alerts().isEmpty
        }
        await watch.drain()
        await run
    }

    @Test func `an on-alert command is retried unless it fails permanently`() async throws {
        let bench = try Bench()
        let watch = await bench.watch(refusals)
        async let run: Void = watch.run()
        var calls = bench.commands.calls.makeAsyncIterator()
        bench.refuse(3)
        for (attempt, exit) in [Exit.status(1), .timedOut, .signal(9), .status(100)].enumerated() {
            try await eventually {
                await watch.look()
                bench.time.advance(by: .seconds(1))
                return try await bench.journal.alerts().first?.isInFlight == true
            }
            let call = try #require(await calls.next())
            #expect(call.variable("ALERT_ATTEMPT") == String(attempt + 1))
            call.finish(exit)
            try await eventually { try await bench.journal.alerts().first?.isInFlight == false }
        }
        #expect(try await bench.journal.alerts().first?.notifyAt == nil)
        await watch.drain()
        await run
    }

    @Test func `a backlog alert measures only its endpoint`() async throws {
        let bench = try Bench()
        let backlog = { (endpoint: String) in
            Alert(name: "backlog older 10m at \(endpoint)", condition: .backlog(lag: .seconds(600)), endpoint: endpoint)
        }
        let watch = await bench.watch(backlog("/e"), backlog("/f"))
        var generator = SystemRandomNumberGenerator()
        let delivery = Delivery(
            id: DeliveryID(at: bench.time.now, using: &generator), endpoint: "/e", provider: "circularo", event: "x",
            body: [], receivedAt: bench.time.now)
        _ = try await bench.journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "h")]))
        bench.time.advance(by: .seconds(600))
        await watch.look()
        #expect(try await bench.journal.alerts().map(\.isFiring) == [false, false])
        bench.time.advance(by: .seconds(1))
        await watch.look()
        let records = try await bench.journal.alerts()
        #expect(records.map(\.isFiring) == [true, false] && records[0].figure == 601)
        #expect(AlertNotice(alert: backlog("/e"), record: records[0]).text == "alert: a run at /e is late by 10m")
    }
}
