import Formats
import Foundation
import Journals
import Testing
import Values

/// Journals that an earlier program has left: `Tests/Fixtures`.
enum Fixture {
    static func text(of name: String) throws -> String {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: tests.appending(path: "Fixtures/\(name)"), encoding: .utf8)
    }

    /// Opens where version 0.1.0 was killed: one run had failed, and seven deliveries had come. Two lanes had two and three
    /// runs, of which each first one had succeeded.
    static func check(_ journal: any Journal, interrupted: Int, endpoint: String) async throws {
        let now = Timestamp(milliseconds: 1_895_858_410_000)
        #expect(try await journal.recover(at: now) == interrupted)
        #expect(try await journal.deliveries(matching: DeliveryQuery()).count == 7)
        let census = try await journal.census()
        #expect(census.runs(.succeeded) == 3 && census.runs(.failed) == 1 && census.runs(.pending) == 3)
        #expect(
            try await journal.unreportedFailures(at: now, atMost: 9).isEmpty, "it has been told, or nobody was to be")
        let lanes = ClaimAllowance(hook: HookKey(endpoint: endpoint, hook: "lane"), commands: 9)
        var claims: [Int] = []
        while true {
            let runs = try await journal.claim([lanes], atMost: 9, at: now).flatMap { $0 }
            guard !runs.isEmpty else { break }
            claims.append(runs.count)
            try await journal.finish(
                runs.map { Sample.finished($0, .failed, exit: .status(1), telling: true) })
        }
        #expect(claims == [2, 1], "the first of each lane, then the next one")
        #expect(try await journal.unreportedFailures(at: now, atMost: 9).count == 3)
    }
}
