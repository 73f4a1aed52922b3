#if PostgreSQL
import Formats
import Foundation
import Support
import Synchronization
import Testing

/// A database whose server dies, and whose standby takes its place.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct FailOverTests {
    private func request(_ number: Int) -> Burst.Request {
        .signed(number, #"{"event":"e","n":\#(number)}"#)
    }

    /// Sends requests until it is told that these are enough, and returns which of them were answered 202 or 200.
    private func send(to daemon: RunningDaemon, from first: Int, while goesOn: Flag) async throws -> Set<Int> {
        let url = "http://\(await daemon.address)/circularo"
        var acknowledged: Set<Int> = []
        var next = first
        while goesOn.isSet {
            let answers = try await Burst((next..<next + 50).map(request), to: url, parallel: 10).send()
            acknowledged.formUnion(answers.filter { [200, 202].contains($0.value) }.keys)
            next += 50
        }
        return acknowledged
    }

    @Test func `a fail-over to a synchronous standby under load loses nothing that was answered 202`() async throws {
        let server = try await PostgreSQLServer()
        let name = PostgreSQLServer.name(in: try await server.database())
        let standby = try await server.standby()
        let url = PostgreSQLServer.url(of: name, onOneOf: [server, standby])
        #expect(try await Program.run(["journal", "migrate", url]).status == 0)
        let standbyFirst =
            "postgresql://owner@127.0.0.1:\(standby.loopbackPort),127.0.0.1:\(server.loopbackPort)/\(name)"
        let again = try await Program.run(["journal", "migrate", standbyFirst])
        #expect(again.status == 0 && again.output.contains("is up to date"), "a standby is passed over: \(again)")
        let place = try TemporaryDirectory()
        let hooks = "on * {\nrun sh -c \"echo $PAYLOAD_N >> \(place.file("done"))\"\nretry 9 times 1s..2s\n}"
        try await RunningDaemon.with(hooks: hooks, settings: "lease 10s", journal: url) { first in
            try await RunningDaemon.with(hooks: hooks, settings: "lease 10s", journal: url) { second in
                let goesOn = Flag()
                async let ones = send(to: first, from: 0, while: goesOn)
                async let others = send(to: second, from: 1_000_000, while: goesOn)
                try await eventually { place.numbers(in: "done").count > 100 }
                try server.kill()
                for daemon in [first, second] {
                    try await eventually { await daemon.log.contains("journal-failed") }
                }
                try await standby.promote()
                for daemon in [first, second] {
                    try await eventually { try await [200, 202].contains(daemon.post(#"{"event":"after"}"#).status) }
                }
                let before = place.numbers(in: "done").count
                try await eventually { place.numbers(in: "done").count > before + 100 }
                goesOn.clear()
                let acknowledged = try await ones.union(others)
                try await first.untilNothingRuns()
                let runs = place.numbers(in: "done")
                let lost = acknowledged.subtracting(runs)
                print(
                    "fail-over, two daemons: acknowledged \(acknowledged.count), lost \(lost.count), "
                        + "run again \(runs.count - Set(runs).count)")
                #expect(acknowledged.count > 100)
                #expect(lost.isEmpty, "\(lost.sorted().prefix(20))")
            }
        }
    }

    @Test func `a journal on several hosts is checked, and shown without a secret when none of them is there`()
        async throws
    {
        let server = try await PostgreSQLServer()
        let standby = try await server.standby()
        let url = PostgreSQLServer.url(of: "hooks", onOneOf: [server, standby])
        try await standby.stop()
        try await server.stop()
        let place = try TemporaryDirectory()
        try place.write(
            "listen 127.0.0.1:0\njournal \(url)\nendpoint /e {\nprovider circularo\nunsigned\non * run true\n}\n",
            to: "hookrunner.conf")
        let environment = ["PGPASSWORD": "hush hush"]
        let checked = try await Program.run(["check", "-c", place.file("hookrunner.conf")], environment: environment)
        #expect(checked.status == 0, "\(checked)")
        for words in [["journal", "migrate", url], ["list", "-c", place.file("hookrunner.conf")]] {
            let refused = try await Program.run(words, environment: environment)
            #expect(refused.status == 1 && refused.messages.contains(url), "\(refused)")
            #expect(refused.messages.contains("port \(server.loopbackPort) failed"), "\(refused)")
            #expect(refused.messages.contains("port \(standby.loopbackPort) failed"), "\(refused)")
            #expect(!refused.messages.contains("hush"))
        }
        let password = url.replacing("owner@", with: "owner:hush@")
        let mistaken = try await Program.run(["journal", "migrate", password])
        #expect(mistaken.status != 0 && mistaken.messages.contains("a URL must not contain a password"), "\(mistaken)")
        #expect(!mistaken.messages.contains("hush"))
    }
}

/// Set until it is cleared.
private final class Flag: Sendable {
    private let value = Mutex(true)
    var isSet: Bool { value.withLock { $0 } }
    func clear() { value.withLock { $0 = false } }
}
#endif
