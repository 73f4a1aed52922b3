import Journals
import Testing
import Values

/// What operators do to runs, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct OperatingContractTests {
    private func fail(_ journal: any Journal) async throws {
        for run in try await journal.claim("a") {
            try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
        }
    }

    private func states(_ journal: any Journal, _ deliveries: Delivery...) async throws -> [RunState] {
        var states: [RunState] = []
        for delivery in deliveries {
            states += try await journal.delivery(delivery.id)?.runs.map(\.summary.state) ?? []
        }
        return states
    }

    @Test(arguments: JournalKind.available)
    func `a clock that was set back holds up nothing for longer than a retry may wait`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(90_000, hooks: "a")
            let retried = try #require(try await journal.claim("a", at: 90_000).first)
            try await journal.finish(
                Sample.finished(retried, .pending, exit: .status(1), nextAt: Sample.moment(95_000)))
            let fresh = try await journal.record(91_000, hooks: "a")
            try await journal.record(50, hooks: "b")
            let waits = [Sample.hook: Duration.seconds(10), HookKey(endpoint: "/e", hook: "b"): .zero]
            #expect(try await journal.limitWaits(of: waits, at: Sample.moment(100)) == 2)
            #expect(try await journal.claim("a", at: 100).map(\.delivery.id) == [fresh.id])
            #expect(try await journal.nextDue(of: [Sample.hook]) == Sample.moment(10_100))
            #expect(try await journal.limitWaits(of: waits, at: Sample.moment(100)) == 0)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a failed run that is retried is due at once, with all its attempts before it`(kind: JournalKind) async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            try await fail(journal)
            #expect(try await journal.retry(.deliveries([delivery.id]), at: Sample.moment(500)) == 1)
            let run = try #require(try await journal.claim("a", at: 500).first)
            #expect(run.attempt == 2 && run.failures == 0)
        }
    }

    @Test(arguments: JournalKind.available)
    func `of a delivery the runs that did not succeed are retried, or all if all did`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a", "b")
            try await fail(journal)
            let good = try #require(try await journal.claim("b").first)
            try await journal.finish(Sample.finished(good, .succeeded))
            #expect(try await journal.retry(.deliveries([delivery.id]), at: Sample.moment(500)) == 1)
            #expect(try await states(journal, delivery) == [.pending, .succeeded])
            let again = try #require(try await journal.claim("a").first)
            try await journal.finish(Sample.finished(again, .succeeded))
            #expect(try await journal.retry(.deliveries([delivery.id]), at: Sample.moment(600)) == 2)
            #expect(try await journal.retry(.deliveries([delivery.id]), at: Sample.moment(600)) == 0)
        }
    }

    @Test(arguments: JournalKind.available)
    func `all failed runs are retried, many or few, of one event, since a moment`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(1...1200, hooks: "a")
            let runs = try await journal.claim("a", atMost: 1200, at: 5000)
            try await journal.finish(runs.map { Sample.finished($0, .failed, exit: .status(1)) })
            let now = Sample.moment(5000)
            #expect(try await journal.retry(.failed(event: "other", since: nil), at: now) == 0)
            #expect(try await journal.retry(.failed(event: "x", since: Sample.moment(1101)), at: now) == 100)
            #expect(try await journal.retry(.failed(event: nil, since: nil), at: now) == 1100)
            #expect(try await journal.claim("a", atMost: 2000, at: 5000).count == 1200)
        }
    }

    @Test(arguments: JournalKind.available)
    func `each failed run is retried once, though it fails again meanwhile, and progress is told`(
        kind: JournalKind
    ) async throws {
        try await kind.withFreshJournal { journal, reopen in
            for number in 1...700 { try await journal.record(number, hooks: "a", "b") }
            for run in try await journal.claim("a", "b", atMost: 1400, at: 5000) {
                try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
            }
            let other = try await reopen()
            let (steps, step) = AsyncStream<Int>.makeStream()
            async let retried = other.retry(.failed(event: nil, since: nil), at: Sample.moment(5000)) { step.yield($0) }
            var counts: [Int] = []
            for await count in steps {
                counts.append(count)
                for run in try await journal.claim("a", "b", atMost: 100, at: 5000) {
                    try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
                }
                if count == 1400 { step.finish() }
            }
            #expect(try await retried == 1400)
            #expect(counts.count > 1 && counts == counts.sorted() && Set(counts).count == counts.count)
            await other.close()
        }
    }

    @Test(arguments: JournalKind.available)
    func `what waits is cancelled at once, what runs when it has ended, and lanes go on`(kind: JournalKind) async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let running = try await journal.record(1, hooks: "a", lane: "x")
            let waiting = try await journal.record(2, hooks: "a", lane: "x")
            let last = try await journal.record(3, hooks: "a", lane: "x")
            let claimed = try #require(try await journal.claim("a").first)
            #expect(try await journal.runsToStop().isEmpty)
            #expect(try await journal.cancel([running.id, waiting.id]) == 2)
            #expect(try await states(journal, running, waiting, last) == [.running, .cancelled, .pending])
            #expect(try await journal.runsToStop() == [claimed.id])
            #expect(try await journal.claim("a").isEmpty)
            try await journal.finish(Sample.finished(claimed, .pending, exit: .interrupted))
            #expect(try await states(journal, running) == [.cancelled])
            #expect(try await journal.runsToStop().isEmpty)
            #expect(try await journal.claim("a").map(\.delivery.id) == [last.id])
            #expect(try await journal.cancel([running.id, waiting.id]) == 0)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that was to be cancelled but succeeded has succeeded`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            let claimed = try #require(try await journal.claim("a").first)
            _ = try await journal.cancel([delivery.id])
            try await journal.finish(Sample.finished(claimed, .succeeded))
            #expect(try await states(journal, delivery) == [.succeeded])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that was to be cancelled is not taken up after a crash`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            _ = try await journal.claim("a")
            _ = try await journal.cancel([delivery.id])
            _ = try await journal.recover(at: Sample.moment(10))
            #expect(try await states(journal, delivery) == [.cancelled])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a cancelled head of a lane lets the next one go`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await journal.record(1, hooks: "a", lane: "x")
            let second = try await journal.record(2, hooks: "a", lane: "x")
            #expect(try await journal.cancel([first.id]) == 1)
            #expect(try await journal.claim("a").map(\.delivery.id) == [second.id])
        }
    }

    @Test(arguments: JournalKind.available)
    func `a retried run waits for the one of its lane that is under way`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await journal.record(1, hooks: "a", lane: "x")
            try await fail(journal)
            try await journal.record(2, hooks: "a", lane: "x")
            let second = try #require(try await journal.claim("a").first)
            #expect(try await journal.retry(.deliveries([first.id]), at: Sample.moment(500)) == 1)
            #expect(try await journal.claim("a").isEmpty)
            try await journal.finish(Sample.finished(second, .succeeded))
            #expect(try await journal.claim("a").map(\.delivery.id) == [first.id])
        }
    }

    @Test(arguments: JournalKind.available)
    func `runs of hooks that are gone fail with the reason, and can be retried`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a", "b")
            try await journal.record(2, hooks: "b", lane: "x")
            try await journal.record(3, hooks: "b", lane: "x")
            let now = Sample.moment(500)
            #expect(
                try await journal.failRuns(ofHooksOtherThan: [Sample.hook], because: "gone", reporting: false, at: now)
                    == 3)
            #expect(try await states(journal, delivery) == [.pending, .failed])
            let attempts = try await journal.delivery(delivery.id)?.runs[1].attempts
            #expect(attempts?.map(\.exit) == [.notStarted("gone")])
            #expect(
                try await journal.failRuns(ofHooksOtherThan: [Sample.hook], because: "gone", reporting: false, at: now)
                    == 0)
            #expect(try await journal.retry(.deliveries([delivery.id]), at: now) == 1)
            #expect(try await journal.claim("b").map(\.attempt) == [2])
        }
    }

    @Test func `a daemon notices that a tool has written, once`() async throws {
        try await JournalKind.sqlite.withFreshJournal { journal, reopen in
            let delivery = try await journal.record(1, hooks: "a")
            _ = try await journal.hasChangedElsewhere()
            try await journal.record(2, hooks: "a")
            #expect(try await !journal.hasChangedElsewhere())
            let tool = try await reopen()
            #expect(try await tool.cancel([delivery.id]) == 1)
            #expect(try await journal.hasChangedElsewhere())
            #expect(try await !journal.hasChangedElsewhere())
            await tool.close()
        }
    }

    @Test(arguments: JournalKind.available)
    func `what is over and old is removed, failed ones at their own time, and nothing else`(kind: JournalKind)
        async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let ignored = try await journal.record(1)
            let failed = try await journal.record(2, hooks: "a")
            try await fail(journal)
            let succeeded = try await journal.record(3, hooks: "a")
            try await journal.finish(Sample.finished(try #require(try await journal.claim("a").first), .succeeded))
            let running = try await journal.record(4, hooks: "a")
            _ = try await journal.claim("a")
            let pending = try await journal.record(5, hooks: "a")
            let young = try await journal.record(50)
            let remaining = {
                var query = DeliveryQuery()
                query.limit = 500
                return Set(try await journal.deliveries(matching: query).map(\.id))
            }
            let others = Set([failed, running, pending, young].map(\.id))
            #expect(try await journal.prune(before: Sample.moment(3), failedBefore: Sample.moment(2)) == 1)
            #expect(try await remaining() == others.union([succeeded.id]), "\(ignored.id) alone was old enough")
            #expect(try await journal.prune(before: Sample.moment(50), failedBefore: Sample.moment(2)) == 1)
            #expect(try await remaining() == others)
            #expect(try await journal.prune(before: Sample.moment(3), failedBefore: Sample.moment(50)) == 1)
            #expect(try await remaining() == others.subtracting([failed.id]))
            #expect(try await journal.delivery(failed.id) == nil)
        }
    }

    @Test(arguments: JournalKind.available)
    func `many are removed in many steps`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(1...450)
            #expect(try await journal.prune(before: Sample.moment(441), failedBefore: Sample.moment(0)) == 440)
            #expect(try await journal.deliveries(matching: DeliveryQuery()).count == 10)
        }
    }
}
