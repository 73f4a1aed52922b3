#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

/// kill -9 of daemons and of their database at random points under load: what was answered 202 has run in the end.
///
/// A few rounds belong to every test run; `make soak` sets HOOKRUNNER_SOAK_ROUNDS to hundreds.
@Suite(
    .serialized, .timeLimit(.minutes(15 + Soak.rounds)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct SharedSoakTests {
    static let rounds = Soak.rounds
    static let requestsPerRound = 300

    private func requests(from first: Int, count: Int) -> [Burst.Request] {
        (first..<first + count).map { number in
            .signed(number, #"{"event":"e","n":\#(number),"lane":\#(number % 7)}"#)
        }
    }

    /// Sends a third of the round's requests to each daemon, and returns what was answered 202.
    private func send(_ round: Int, to daemons: [RunningDaemon]) async throws -> Set<Int> {
        let count = Self.requestsPerRound / daemons.count
        return try await withThrowingTaskGroup { group in
            for (position, daemon) in daemons.enumerated() {
                let requests = requests(from: round * Self.requestsPerRound + position * count, count: count)
                let url = "http://\(await daemon.address)/circularo"
                group.addTask {
                    Set(try await Burst(requests, to: url, parallel: 10).send().filter { $0.value == 202 }.keys)
                }
            }
            return try await group.reduce(into: []) { $0.formUnion($1) }
        }
    }

    @Test func `three daemons and their database, killed at random points, lose nothing that was answered 202`()
        async throws
    {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        let place = try TemporaryDirectory()
        let line = "\(place.path)/done"
        let hooks = """
            on * {
                name plain
                run sh -c "echo $PAYLOAD_N >> \(line)"
            }
            on * {
                name ordered
                run sh -c "echo $HOOK_DELIVERY_ID >> \(line).$PAYLOAD_LANE"
                order serial by .lane
                retry 4 times 100ms..200ms
            }
            """
        func with(_ daemons: [RunningDaemon], _ body: ([RunningDaemon]) async throws -> Void) async throws {
            guard daemons.count < 3 else { return try await body(daemons) }
            try await RunningDaemon.with(hooks: hooks, settings: "lease 10s", journal: url) { daemon in
                try await with(daemons + [daemon], body)
            }
        }
        try await with([]) { daemons in
            var acknowledged: Set<Int> = []
            for round in 0..<Self.rounds {
                async let answered = send(round, to: daemons)
                try await Task.sleep(for: .milliseconds(Int.random(in: 10...600)))
                if round % 4 == 3 {
                    try server.kill()
                    try await server.start()
                } else {
                    let daemon = daemons[Int.random(in: 0..<3)]
                    try await daemon.end(with: SIGKILL)
                    try await daemon.start()
                }
                acknowledged.formUnion(try await answered)
            }
            try await expectNothingLost(acknowledged, daemons[0], place)
        }
    }

    /// Waits until nothing waits or runs, and says what became of the acknowledged ones.
    private func expectNothingLost(
        _ acknowledged: Set<Int>, _ daemon: RunningDaemon, _ place: TemporaryDirectory
    ) async throws {
        try await daemon.untilNothingRuns()
        var runs: [Int: Int] = [:]
        for number in place.numbers(in: "done") { runs[number, default: 0] += 1 }
        let lost = acknowledged.filter { runs[$0] == nil }
        let again = runs.values.count { $0 > 1 }
        print(
            "three daemons, \(Self.rounds) rounds: acknowledged \(acknowledged.count), lost \(lost.count), "
                + "run again \(again)")
        #expect(acknowledged.count > Self.requestsPerRound / 2)
        #expect(lost.isEmpty, "\(lost.sorted().prefix(20))")
        let ordered = try (0..<7).reduce(into: 0) { total, lane in
            let lines = try #require(place.text(of: "done.\(lane)")).split(separator: "\n")
            total += Set(lines).count
        }
        #expect(ordered >= acknowledged.count, "runs in lanes")
    }
}
#endif
