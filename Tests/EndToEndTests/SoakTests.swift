import Formats
import Foundation
import Support
import Testing

/// How long the soak tests go on.
enum Soak {
    static let rounds = ProcessInfo.processInfo.environment["HOOKRUNNER_SOAK_ROUNDS"].flatMap { Int($0) } ?? 4
}

/// kill -9 at random points under load: what was answered 202 has run in the end.
///
/// A few rounds belong to every test run; `make soak` sets HOOKRUNNER_SOAK_ROUNDS to hundreds.
@Suite(.serialized, .timeLimit(.minutes(15 + Soak.rounds))) struct SoakTests {
    private static let rounds = Soak.rounds
    static let requestsPerRound = 300
    static let hook = "on * run sh -c \"echo $PAYLOAD_N >> done\""

    private func requests(from first: Int, filler: Int = 0) -> [Burst.Request] {
        (first..<first + Self.requestsPerRound).map { number in
            let padding = String(repeating: "x", count: filler)
            let body = #"{"event":"e","n":\#(number),"padding":"\#(padding)"}"#
            return .signed(number, body)
        }
    }

    private func burst(from first: Int, filler: Int = 0, to daemon: RunningDaemon) async throws -> Burst {
        try Burst(
            requests(from: first, filler: filler), to: "http://\(await daemon.address)/circularo", parallel: 20)
    }

    /// Waits until nothing waits or runs, and says what became of the acknowledged ones.
    private func expectNothingLost(_ acknowledged: Set<Int>, by daemon: RunningDaemon, _ what: String) async throws {
        try await daemon.untilNothingRuns()
        var runs: [Int: Int] = [:]
        for number in daemon.directory.numbers(in: "done") { runs[number, default: 0] += 1 }
        let lost = acknowledged.filter { runs[$0] == nil }
        let again = runs.values.filter { $0 > 1 }.count
        print("\(what): acknowledged \(acknowledged.count), lost \(lost.count), run again \(again)")
        #expect(!acknowledged.isEmpty)
        #expect(lost.isEmpty, "\(lost.sorted())")
    }

    @Test func `kill -9 at random points loses nothing that was answered 202`() async throws {
        try await RunningDaemon.with(hooks: Self.hook) { daemon in
            var acknowledged: Set<Int> = []
            for round in 0..<Self.rounds {
                if round > 0 { try await daemon.start() }
                let burst = try await burst(from: round * Self.requestsPerRound, to: daemon)
                async let statuses = burst.send()
                try await Task.sleep(for: .milliseconds(Int.random(in: 10...500)))
                try await daemon.end(with: SIGKILL)
                acknowledged.formUnion(try await statuses.filter { $0.value == 202 }.keys)
            }
            try await daemon.start()
            // On a loaded machine every kill may have come before the first answer.
            let last = try await burst(from: Self.rounds * Self.requestsPerRound, to: daemon).send()
            acknowledged.formUnion(last.filter { $0.value == 202 }.keys)
            try await expectNothingLost(acknowledged, by: daemon, "kill -9, \(Self.rounds) rounds")
        }
    }

    @Test(.enabled("no small file system can be mounted here", SmallDisk.canBeMounted))
    func `a disk that fills up refuses, recovers, and loses nothing either`() async throws {
        let place = try TemporaryDirectory()
        let disk = place.file("journal")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let mounted = try await SmallDisk.mount(at: disk, size: "96m")
        try #require(mounted.status == 0, "\(mounted.messages)")
        do {
            try await fillAndKill(in: place)
        } catch {
            try await SmallDisk.unmount(disk)
            throw error
        }
        try await SmallDisk.unmount(disk)
    }

    private func freeBytes(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfFileSystem(forPath: path)
        return try #require(attributes[.systemFreeSize] as? Int)
    }

    /// In each round the disk is full for a while; then the daemon is killed, or takes in the rest.
    private func fillAndKill(in place: TemporaryDirectory) async throws {
        let settings = "keep 1ms"
        try await RunningDaemon.with(hooks: Self.hook, settings: settings, journal: "journal", in: place) { daemon in
            var acknowledged: Set<Int> = []
            var refused = 0
            for round in 0..<max(2, Self.rounds / 4) {
                if round > 0 { try await daemon.start() }
                let filler = place.file("journal/filler")
                try Data(count: max(0, try freeBytes(of: place.file("journal")) - (4 << 20)))
                    .write(to: URL(filePath: filler))
                let first = round * 2 * Self.requestsPerRound
                let full = try await burst(from: first, filler: 30_000, to: daemon).send()
                acknowledged.formUnion(full.filter { $0.value == 202 }.keys)
                refused += full.values.filter { $0 == 503 }.count
                try FileManager.default.removeItem(atPath: filler)
                if round.isMultiple(of: 2) { try await daemon.end(with: SIGKILL) }
                if round.isMultiple(of: 2) { try await daemon.start() }
                try await eventually { try await daemon.post(#"{"event":"again","n":\#(-round)}"#).status == 202 }
                let free = try await burst(from: first + Self.requestsPerRound, to: daemon).send()
                #expect(free.values.allSatisfy { $0 == 202 }, "there is room again: \(Set(free.values))")
                acknowledged.formUnion(free.filter { $0.value == 202 }.keys)
                try await daemon.end(with: SIGKILL)
            }
            #expect(refused > 0, "the disk was never full")
            print("full disk: refused \(refused)")
            try await daemon.start()
            try await expectNothingLost(acknowledged, by: daemon, "full disk")
        }
    }
}
