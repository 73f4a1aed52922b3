import Formats
import Journals
import Testing
import Values

/// What Journal.swift promises, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct JournalContractTests {
    @Test(arguments: JournalKind.available)
    func `deliveries are found by their ids, however many`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var ids: [DeliveryID] = []
            for number in 1...40 { ids.append(try await journal.record(number, hooks: "a").id) }
            var query = DeliveryQuery()
            query.ids = [ids[3], ids[30], DeliveryID(lowestAt: Sample.start)]
            #expect(try await journal.deliveries(matching: query).map(\.id) == [ids[30], ids[3]])
            query.event = "other"
            #expect(try await journal.deliveries(matching: query).isEmpty)
            query.event = nil
            query.ids = []
            #expect(try await journal.deliveries(matching: query).isEmpty)
            query.ids = ids
            query.limit = 1000
            #expect(try await journal.deliveries(matching: query).count == 40)
        }
    }

    @Test(arguments: JournalKind.available)
    func `what record returned for is there after reopening, byte for byte`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            let bytes = (0...255).map { UInt8($0) } + [UInt8](repeating: 7, count: 1 << 20)
            for delivery in [Sample.delivery(1, body: bytes), Sample.delivery(2, body: [])] {
                let entry = JournalEntry(delivery: delivery, runs: [.init(hook: "a"), .init(hook: "b")])
                #expect(try await journal.record(entry) == .recorded)
                let again = try await reopen()
                let record = try #require(try await again.delivery(delivery.id))
                #expect(record.delivery == delivery)
                #expect(record.runs.map(\.summary.hook) == ["a", "b"])
                #expect(
                    record.runs.allSatisfy { $0.summary.state == .pending && $0.summary.nextAt == delivery.receivedAt })
                await again.close()
            }
        }
    }

    @Test(arguments: JournalKind.available)
    func `a thousand deliveries at once are each there once`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let deliveries = (0..<1000).map { Sample.delivery($0) }
            try await withThrowingTaskGroup { group in
                for delivery in deliveries {
                    group.addTask {
                        _ = try await journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "a")]))
                    }
                }
                try await group.waitForAll()
            }
            var query = DeliveryQuery()
            query.limit = 2000
            let found = try await journal.deliveries(matching: query)
            #expect(found.map(\.id) == deliveries.map(\.id).sorted().reversed())
        }
    }

    @Test(arguments: JournalKind.available)
    func `a claim hands out each run once, in order, with its delivery`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var deliveries: [Delivery] = []
            for number in 1...5 { deliveries.append(try await journal.record(number, hooks: "a")) }
            let first = try await journal.claim("a", atMost: 2)
            #expect(first.map(\.delivery) == Array(deliveries.prefix(2)))
            #expect(first.allSatisfy { $0.attempt == 1 && $0.failures == 0 })
            #expect(try await journal.claim("a").map(\.delivery) == Array(deliveries.dropFirst(2)))
            #expect(try await journal.claim("a").isEmpty)
            #expect(try await journal.claim("never seen").isEmpty)
        }
    }

    @Test(arguments: JournalKind.available)
    func `hooks take turns, the first of the list first`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            for number in 1...3 { try await journal.record(number, hooks: "a", "b") }
            #expect(try await journal.claim("b", "a", atMost: 3).map(\.hook) == ["b", "a", "b"])
            let allowances = [
                ClaimAllowance(hook: Sample.hook, commands: 1),
                ClaimAllowance(hook: HookKey(endpoint: "/e", hook: "b"), commands: 9),
            ]
            let groups = try await journal.claim(allowances, atMost: 9, at: Sample.moment(1000))
            #expect(groups.map { $0.map(\.hook) } == [["a"], ["b"]])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that is due later waits, and its time is known`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(1, hooks: "a")
            #expect(try await journal.nextDue(of: [Sample.hook]) == Sample.moment(1))
            let run = try #require(try await journal.claim("a").first)
            #expect(try await journal.nextDue(of: [Sample.hook]) == nil)
            try await journal.finish(Sample.finished(run, .pending, exit: .status(1), nextAt: Sample.moment(500)))
            #expect(try await journal.nextDue(of: [Sample.hook]) == Sample.moment(500))
            #expect(try await journal.nextDue(of: []) == nil)
            #expect(try await journal.claim("a", at: 499).isEmpty)
            let again = try #require(try await journal.claim("a", at: 500).first)
            #expect(again.attempt == 2 && again.failures == 1)
        }
    }

    @Test(arguments: JournalKind.available)
    func `an attempt's end is kept as it was`(kind: JournalKind) async throws {
        let exits: [Exit] = [
            .status(0), .status(255), .signal(9), .timedOut, .silent, .notStarted("why \u{1B}"), .interrupted,
        ]
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            for (number, exit) in exits.enumerated() {
                let run = try #require(try await journal.claim("a").first)
                try await journal.finish(Sample.finished(run, .pending, exit: exit, at: number))
            }
            let record = try #require(try await journal.delivery(delivery.id)?.runs.first)
            #expect(record.attempts.map(\.exit) == exits)
            #expect(record.attempts.map(\.number) == Array(1...exits.count))
            #expect(record.attempts[2].startedAt == Sample.moment(2) && record.attempts[2].output == Array("out".utf8))
        }
    }

    @Test(arguments: JournalKind.available)
    func `a final run is never claimed again`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            for (number, state) in [RunState.succeeded, .failed, .cancelled].enumerated() {
                let delivery = try await journal.record(number, hooks: "a")
                let run = try #require(try await journal.claim("a").first)
                try await journal.finish(Sample.finished(run, state))
                #expect(try await journal.claim("a").isEmpty)
                #expect(try await journal.delivery(delivery.id)?.runs.map(\.summary.state) == [state])
            }
        }
    }

    @Test(arguments: JournalKind.available)
    func `a second end of the same attempt changes nothing`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            let run = try #require(try await journal.claim("a").first)
            try await journal.finish(Sample.finished(run, .succeeded))
            try await journal.finish(Sample.finished(run, .pending, exit: .status(1)))
            #expect(try await journal.delivery(delivery.id)?.state == .succeeded)
        }
    }

    @Test(arguments: JournalKind.available)
    func `what a crash cut off is due at once, and has an attempt that says so`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a", "b")
            _ = try await journal.claim("a", at: 7)
            #expect(try await journal.recover(at: Sample.moment(50)) == 1)
            #expect(try await journal.recover(at: Sample.moment(60)) == 0)
            let runs = try #require(try await journal.delivery(delivery.id)?.runs)
            #expect(runs.map(\.summary.state) == [.pending, .pending])
            #expect(
                runs[0].attempts == [
                    Attempt(number: 1, startedAt: Sample.moment(7), finishedAt: Sample.moment(50), exit: .interrupted)
                ])
            #expect(try await journal.claim("a", at: 50).map(\.attempt) == [2])
        }
    }

    @Test(arguments: JournalKind.available)
    func `of equal fingerprints within the window one is written, also at the same moment`(kind: JournalKind)
        async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let entry = { @Sendable (number: Int, key: UInt8, since: Int) in
                JournalEntry(
                    delivery: Sample.delivery(number), runs: [.init(hook: "a")],
                    fingerprint: .init(key: [UInt8](repeating: 1, count: 8) + [key], since: Sample.moment(since)))
            }
            async let first = journal.record(entry(1, 1, 0))
            async let second = journal.record(entry(2, 1, 0))
            let outcomes = try await [first, second]
            #expect(outcomes.count { $0 == .recorded } == 1)
            let kept = try #require(try await journal.deliveries(matching: DeliveryQuery()).first?.id)
            #expect(outcomes.contains(.duplicate(of: kept)))
            #expect(try await journal.record(entry(3, 2, 0)) == .recorded, "only the first bytes are equal")
            #expect(try await journal.record(entry(4, 1, 4)) == .recorded, "the first one is too long ago")
        }
    }

    @Test(arguments: JournalKind.available)
    func `a delivery with a known id or a known signature repeats the one that has it`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ async throws in
            func entry(_ number: Int, id: UInt8, signature: UInt8?, since: Int = 0) -> JournalEntry {
                JournalEntry(
                    delivery: Sample.delivery(number), runs: [.init(hook: "a")],
                    fingerprint: .init(
                        key: [1, id], signature: signature.map { [2, $0] }, since: Sample.moment(since)))
            }
            let first = entry(1, id: 1, signature: 1)
            let duplicate = RecordOutcome.duplicate(of: first.delivery.id)
            #expect(try await journal.record(first) == .recorded)
            #expect(try await journal.record(entry(2, id: 2, signature: 1)) == duplicate, "another id")
            #expect(try await journal.record(entry(3, id: 1, signature: 2)) == duplicate, "another body")
            #expect(try await journal.record(entry(4, id: 1, signature: nil)) == duplicate)
            // What was a duplicate itself is no delivery, and its other key belongs to the one that it repeats, or to none.
            let outcome = try await journal.record(entry(5, id: 3, signature: 2))
            #expect(outcome == duplicate || outcome == .recorded)
            #expect(try await journal.record(entry(6, id: 4, signature: 4)) == .recorded)
            let group = [
                entry(7, id: 7, signature: 7), entry(8, id: 8, signature: 7), entry(9, id: 7, signature: 9),
                entry(10, id: 1, signature: 10),
            ]
            let inGroup = RecordOutcome.duplicate(of: group[0].delivery.id)
            #expect(try await journal.record(group) == [.recorded, inGroup, inGroup, duplicate])
            #expect(try await journal.record(entry(11, id: 11, signature: 1, since: 2)) == .recorded, "too long ago")
        }
    }

    @Test(arguments: JournalKind.available)
    func `a delivery that was removed is not repeated, neither by id nor by signature`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ async throws in
            func entry(_ number: Int, id: UInt8, signature: UInt8) -> JournalEntry {
                JournalEntry(
                    delivery: Sample.delivery(number), runs: [],
                    fingerprint: .init(key: [1, id], signature: [2, signature], since: Sample.start))
            }
            #expect(try await journal.record(entry(1, id: 1, signature: 1)) == .recorded)
            #expect(try await journal.prune(before: Sample.moment(2), failedBefore: Sample.moment(2)) == 1)
            #expect(try await journal.record(entry(3, id: 1, signature: 2)) == .recorded)
            #expect(try await journal.record(entry(4, id: 2, signature: 1)) == .recorded)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a lane lets one run go at a time, in order, retries included`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await journal.record(1, hooks: "a", lane: "x")
            let second = try await journal.record(2, hooks: "a", lane: "x")
            let other = try await journal.record(3, hooks: "a", lane: "y")
            let claimed = try await journal.claim("a")
            #expect(claimed.map(\.delivery.id) == [first.id, other.id])
            #expect(try await journal.delivery(second.id)?.runs.first?.summary.nextAt == nil)
            try await journal.finish(
                Sample.finished(claimed[0], .pending, exit: .status(1), nextAt: Sample.moment(900)))
            #expect(try await journal.claim("a", at: 800).isEmpty, "the first one's retry holds the lane")
            let retry = try #require(try await journal.claim("a", at: 900).first)
            #expect(retry.delivery.id == first.id)
            try await journal.finish(Sample.finished(retry, .failed, exit: .status(1)))
            #expect(try await journal.claim("a").map(\.delivery.id) == [second.id])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a lane holds across a crash`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await journal.record(1, hooks: "a", lane: "")
            try await journal.record(2, hooks: "a", lane: "")
            #expect(try await journal.claim("a").count == 1)
            _ = try await journal.recover(at: Sample.moment(5))
            #expect(try await journal.claim("a").map(\.delivery.id) == [first.id])
            #expect(try await journal.claim("a").isEmpty)
        }
    }

    @Test(arguments: JournalKind.available)
    func `the latest run of a lane takes the place of those that wait, not of the one that runs`(kind: JournalKind)
        async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let running = try await journal.record(1, hooks: "a", lane: "x", latest: true)
            let claimed = try await journal.claim("a")
            let waiting = try await journal.record(2, hooks: "a", lane: "x", latest: true)
            let latest = try await journal.record(3, hooks: "a", lane: "x", latest: true)
            var states: [RunState?] = []
            for delivery in [running, waiting, latest] {
                states.append(try await journal.delivery(delivery.id)?.runs.first?.summary.state)
            }
            #expect(states == [.running, .cancelled, .pending])
            #expect(try await journal.claim("a").isEmpty)
            try await journal.finish(Sample.finished(claimed[0], .succeeded))
            #expect(try await journal.claim("a").map(\.delivery.id) == [latest.id])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a list shows what was asked for`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let ignored = try await journal.record(1)
            let failed = try await journal.record(2, hooks: "a")
            try await journal.finish(
                Sample.finished(try #require(try await journal.claim("a").first), .failed, exit: .status(1)))
            let succeeded = try await journal.record(3, hooks: "a")
            try await journal.finish(Sample.finished(try #require(try await journal.claim("a").first), .succeeded))
            let running = try await journal.record(4, hooks: "a", "b")
            _ = try await journal.claim("a")
            let pending = try await journal.record(5, hooks: "b")
            let ids = { (change: (inout DeliveryQuery) -> Void) in
                var query = DeliveryQuery()
                change(&query)
                return try await journal.deliveries(matching: query).map(\.id)
            }
            let expected: [(DeliveryState, DeliveryID)] = [
                (.ignored, ignored.id), (.failed, failed.id), (.succeeded, succeeded.id), (.running, running.id),
                (.pending, pending.id),
            ]
            for (state, id) in expected { #expect(try await ids { $0.state = state } == [id], "\(state)") }
            #expect(try await ids { $0.state = .cancelled }.isEmpty)
            #expect(try await ids { $0.limit = 2 } == [pending.id, running.id])
            #expect(try await ids { $0.since = Sample.moment(4) } == [pending.id, running.id])
            #expect(try await ids { $0.after = running.id } == [pending.id])
            #expect(try await ids { $0.before = failed.id } == [ignored.id])
            #expect(try await ids { $0.event = "y" }.isEmpty)
            #expect(try await ids { $0.endpoint = "/e" }.count == 5)
        }
    }
}
