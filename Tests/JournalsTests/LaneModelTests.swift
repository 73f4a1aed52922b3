import Formats
import Journals
import Testing
import Values

/// The journal's lanes against a plain model of their rules, with random events from a fixed seed.
@Suite(.timeLimit(.minutes(4))) struct LaneModelTests {
    /// One run, as the rules see it: lanes are the same if their bytes are.
    private struct Run {
        let id: DeliveryID
        let lane: [UInt8]
        var state = RunState.pending
    }

    private static let long = String(repeating: "long ", count: 80)
    /// Lanes that a careless comparison takes for each other, one group a seed.
    private static let names: [[String]] = [
        ["lane 0", "lane 1", "lane 2"],
        ["", " ", "a", "a ", "A", "%", "_"],
        ["\u{e9}", "e\u{301}", "\u{c9}", "K", "\u{212a}"],
        ["D\u{0}x", "D\u{0}y", "D", "D\u{2400}x", "D\u{1}0x", "\u{0}", "\u{1}0"],
        [long, long + "x", long + "y", long + "\u{0}"],
        [0, 1, 2].map { String(repeating: "\u{0}", count: 49 + $0) + String(repeating: "a", count: 400) },
    ]

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64], JournalKind.available)
    func `lanes keep their rules in any order of events`(seed: UInt64, kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let names = Self.names[Int(seed) - 1]
            var generator = Numbers(state: seed)
            var model: [Run] = []
            var claimed: [ClaimedRun] = []
            for step in 1...300 {
                switch generator.next() % 5 {
                case 0, 1:
                    let lane = names[Int(generator.next() % UInt64(names.count))]
                    let isLatest = generator.next() % 5 == 0
                    let delivery = try await journal.record(step, hooks: "a", lane: lane, latest: isLatest)
                    if isLatest {
                        for position in model.indices
                        where model[position].lane == Array(lane.utf8) && model[position].state == .pending {
                            model[position].state = .cancelled
                        }
                    }
                    model.append(Run(id: delivery.id, lane: Array(lane.utf8)))
                case 2:
                    let position = Int(generator.next() % UInt64(max(model.count, 1)))
                    guard position < model.count else { continue }
                    // Those that run are left: their end would be another one.
                    guard model[position].state == .pending else { continue }
                    #expect(try await journal.cancel([model[position].id]) == 1)
                    model[position].state = .cancelled
                case 3:
                    let total = Int(generator.next() % 3) + 1
                    let expected = heads(of: model)
                    let runs = try await journal.claim("a", atMost: total, at: 10_000)
                    #expect(
                        Set(runs.map(\.delivery.id)).isSubset(of: expected) && runs.count == min(total, expected.count))
                    for run in runs { set(.running, run.delivery.id, in: &model) }
                    claimed += runs
                default:
                    guard !claimed.isEmpty else { continue }
                    let run = claimed.remove(at: Int(generator.next() % UInt64(claimed.count)))
                    let state: RunState = [.succeeded, .failed, .pending][Int(generator.next() % 3)]
                    try await journal.finish(Sample.finished(run, state, at: step))
                    set(state, run.delivery.id, in: &model)
                }
            }
            for run in model {
                #expect(try await journal.delivery(run.id)?.runs.first?.summary.state == run.state)
            }
            try await end(claimed, in: journal)
            #expect(try await journal.census().runs(.pending) == 0, "a lane has stopped")
        }
    }

    /// Ends these runs and everything that waits, however often a lane has to go on.
    private func end(_ claimed: [ClaimedRun], in journal: any Journal) async throws {
        var runs = claimed
        repeat {
            for run in runs { try await journal.finish(Sample.finished(run, .succeeded)) }
            runs = try await journal.claim("a", at: 10_000)
        } while !runs.isEmpty
    }

    /// The first unfinished run of each lane, where that does not run already.
    private func heads(of model: [Run]) -> Set<DeliveryID> {
        let lanes = Dictionary(grouping: model.filter { !$0.state.isFinal }, by: \.lane)
        return Set(lanes.values.compactMap(\.first).filter { $0.state == .pending }.map(\.id))
    }

    private func set(_ state: RunState, _ id: DeliveryID, in model: inout [Run]) {
        guard let position = model.firstIndex(where: { $0.id == id }) else { return }
        model[position].state = state
    }

    /// The same numbers for the same seed: Knuth's linear congruential generator.
    private struct Numbers {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
    }
}
