#if PostgreSQL
import Formats
import Foundation
import Support
import Testing
import Values

@testable import Journals

/// The rules of lanes while the statements of several machines come in any order.
@Suite(
    .serialized, .timeLimit(.minutes(10)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct LaneInterleavingTests {
    /// What one actor has claimed, and what went wrong.
    private struct Notes {
        var claimed: [Int: [ClaimedRun]] = [:]
        var recorded: [DeliveryID] = []
        var errors: [String] = []
    }

    /// The hook `latest` replaces what waits; the hook `serial` keeps it.
    private func entry(_ number: Int, using generator: inout SeededGenerator) -> JournalEntry {
        let lane = JournalKind.postgresql.lanes.randomElement(using: &generator)
        let run =
            Bool.random(using: &generator)
            ? JournalEntry.Run(hook: "latest", lane: lane, cancelsWaiting: true)
            : JournalEntry.Run(hook: "serial", lane: lane)
        let key = UInt8.random(in: 0..<20, using: &generator)
        return JournalEntry(
            delivery: Sample.delivery(number), runs: [run, JournalEntry.Run(hook: "parallel")],
            fingerprint: key > 5 ? nil : .init(key: [key], since: Sample.moment(number - 10)))
    }

    /// Each takes seconds of processor time; `make soak` tries more of them.
    private static let seeds: UInt64 = ProcessInfo.processInfo.environment["HOOKRUNNER_SOAK_ROUNDS"] == nil ? 2 : 12

    @Test(arguments: 1...seeds as ClosedRange<UInt64>)
    func `lanes keep their rules however statements interleave`(seed: UInt64) async throws {
        try await play(seed: seed, withRetries: false)
    }

    /// A retried run comes before those that arrived after it, unless one of them is the first already.
    @Test(arguments: 101...(100 + seeds / 2) as ClosedRange<UInt64>)
    func `a retried run and those of its lane all end, however statements interleave`(seed: UInt64) async throws {
        try await play(seed: seed, withRetries: true)
    }

    private func play(seed: UInt64, withRetries: Bool) async throws {
        let url = try await PostgreSQLServer.shared().database()
        _ = try await PostgreSQLJournal.migrate(url)
        let interleaving = Interleaving(url: url, actors: 3)
        var journals: [PostgreSQLJournal] = []
        // Each lease is over at once, so that runs are taken up from those who are at work.
        for actor in 0..<3 {
            journals.append(try await interleaving.journal(of: actor, sharing: JournalSharing(lease: .zero)))
        }
        let notes = Shared(Notes())
        var generator = SeededGenerator(seed: seed)
        var number = 0
        try await interleaving.play(
            steps: Self.seeds > 2 ? 600 : 150, using: &generator,
            operation: { actor, generator in
                number += 1
                let operation = operation(number, of: actor, journals[actor], notes, withRetries, &generator)
                return {
                    do {
                        try await operation()
                    } catch {
                        notes.with { $0.errors.append("\(error)") }
                    }
                }
            }, check: { try await check(interleaving, withRetries: withRetries) })
        #expect(notes.with(\.errors).isEmpty)
        try await finishAll(journals[0])
        let left = try await interleaving.rows("SELECT key FROM runs WHERE state < 3")
        #expect(left.isEmpty, "\(left.count) runs never end")
        for journal in journals { await journal.close() }
        await interleaving.close()
    }

    /// Chooses what an actor does next.
    private func operation(
        _ number: Int, of actor: Int, _ journal: PostgreSQLJournal, _ notes: Shared<Notes>, _ withRetries: Bool,
        _ generator: inout SeededGenerator
    ) -> @Sendable () async throws -> Void {
        let choice = Int.random(in: 0..<100, using: &generator)
        let count = Int.random(in: 1...3, using: &generator)
        let known = notes.with { $0.recorded.randomElement(using: &generator) }
        let moment = Sample.moment(1000 + number)
        switch choice {
        case 0..<40:
            let entries = (0..<count).map { entry(3 * number + $0, using: &generator) }
            return {
                _ = try await journal.record(entries)
                notes.with { $0.recorded += entries.map(\.delivery.id) }
            }
        case 40..<65:
            return {
                let claimed = try await journal.claim("serial", "latest", "parallel", atMost: count, at: 10_000)
                notes.with { $0.claimed[actor, default: []] += claimed }
            }
        case 65..<86:
            let state = [RunState.succeeded, .succeeded, .failed, .pending].randomElement(using: &generator)
            let runs = notes.with { notes in
                let runs = notes.claimed[actor, default: []].shuffled(using: &generator).prefix(count)
                notes.claimed[actor]?.removeAll { run in runs.contains { $0.id == run.id } }
                return runs
            }
            return {
                try await journal.finish(runs.map { Sample.finished($0, state ?? .failed, at: 3 * number) })
            }
        case 86..<90:
            return { _ = try await journal.cancel([known].compactMap(\.self)) }
        case 90..<93:
            return { _ = try await journal.reclaimExpiredLeases(at: moment) }
        case 93..<95:
            return { _ = try await journal.limitWaits(of: [Sample.hook: .zero], at: moment) }
        case 95..<96:
            return { _ = try await journal.prune(before: moment, failedBefore: moment) }
        case 96..<97:
            let hooks = ["serial", "parallel"].map { HookKey(endpoint: "/e", hook: $0) }
            return {
                _ = try await journal.failRuns(ofHooksOtherThan: hooks, because: "gone", reporting: false, at: moment)
            }
        default:
            guard withRetries, let known else { return {} }
            return { _ = try await journal.retry(.deliveries([known]), at: moment) }
        }
    }

    /// Each lane with unfinished runs has one that runs or may be claimed; no other overtakes it.
    private func check(_ interleaving: Interleaving, withRetries: Bool) async throws {
        let broken = try await interleaving.rows(
            """
            SELECT h.name, left(lane, 30) AS lane, string_agg(key || ':' || state, ' ' ORDER BY key) AS value
            FROM runs JOIN hooks h ON h.id = hook WHERE lane IS NOT NULL AND state < 3 GROUP BY h.name, lane
            HAVING count(*) FILTER (WHERE state <> 1) <> 1 OR \(.flag(withRetries)) = 0 AND (
                min(key) FILTER (WHERE state = 1) < min(key) FILTER (WHERE state <> 1)
                OR h.name = 'latest' AND count(*) FILTER (WHERE state = 1) > 1
            )
            """)
        let texts = broken.map { "\($0.text(.name)) \($0.text(.lane)): \($0.text(.value))" }
        try #require(texts.isEmpty)
    }

    /// Runs what is left, as a machine does that has the database to itself.
    private func finishAll(_ journal: PostgreSQLJournal) async throws {
        _ = try await journal.recover(at: Sample.moment(20_000))
        _ = try await journal.reclaimExpiredLeases(at: Sample.moment(20_000))
        while true {
            let runs = try await journal.claim("serial", "latest", "parallel", at: 30_000)
            guard !runs.isEmpty else { return }
            try await journal.finish(runs.map { Sample.finished($0, .succeeded) })
        }
    }
}
#endif
