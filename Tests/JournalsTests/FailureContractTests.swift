import Formats
import Journals
import Testing
import Values

/// What Journal.swift promises of failures that are to be told, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct FailureContractTests {
    private static let later = Sample.moment(5000)

    /// Lets the runs of these hooks fail for good, or end otherwise.
    private func end(
        _ hooks: String..., in journal: any Journal, as state: RunState = .failed, telling: Bool = true
    ) async throws {
        for hook in hooks {
            for run in try await journal.claim(hook) {
                let exit = Exit.status(state == .succeeded ? 0 : 1)
                try await journal.finish(Sample.finished(run, state, exit: exit, telling: telling))
            }
        }
    }

    private func untold(_ journal: any Journal, at moment: Timestamp = later) async throws -> [UnreportedFailure] {
        try await journal.unreportedFailures(at: moment, atMost: 100)
    }

    @Test(arguments: JournalKind.available)
    func `a run that has failed for good is untold, also after a crash`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            let delivery = try await journal.record(1, hooks: "a", "b", "c", "d")
            try await end("b", in: journal, as: .succeeded)
            try await end("c", in: journal, as: .pending)
            try await end("d", in: journal, telling: false)
            #expect(try await untold(journal).isEmpty)
            try await end("a", in: journal)
            let failure = UnreportedFailure(
                run: RunID(delivery: delivery.id, hook: "a"), attempt: 1,
                notification: PendingNotification(at: Sample.moment(101)))
            #expect(try await untold(reopen()) == [failure])
            #expect(try await untold(journal, at: Sample.moment(100)).isEmpty, "it is for later")
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that was cancelled while it failed is not told`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            let run = try #require(try await journal.claim("a").first)
            _ = try await journal.cancel([delivery.id])
            try await journal.finish(Sample.finished(run, .failed, exit: .signal(15), telling: true))
            #expect(try await untold(journal).isEmpty)
        }
    }

    @Test(arguments: JournalKind.available, [true, false])
    func `runs whose hook has gone are untold where somebody is to be told`(kind: JournalKind, telling: Bool)
        async throws
    {
        try await kind.withFreshJournal { journal, _ in
            for number in 1...3 { try await journal.record(number, hooks: "a", "gone") }
            let failed = try await journal.failRuns(
                ofHooksOtherThan: [Sample.hook], because: "gone", reporting: telling, at: Sample.moment(10))
            #expect(failed == 3)
            #expect(try await untold(journal).map(\.run.hook) == (telling ? ["gone", "gone", "gone"] : []))
            #expect(try await untold(journal).allSatisfy { $0.attempt == 1 && $0.notification.attempts == 0 })
        }
    }

    @Test(arguments: JournalKind.available)
    func `of many who tell a failure at once one does, and it is gone when it is told`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            try await journal.record(1, hooks: "a")
            try await end("a", in: journal)
            let other = try await reopen()
            let known = try #require(try await untold(journal).first)
            var begun = known
            begun.notification.isInFlight = true
            begun.notification.attempts = 1
            begun.notification.notifyAt = Self.later + .seconds(60)
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask { [begun] in
                        try await (number.isMultiple(of: 2) ? journal : other).replace(known, with: begun)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
            #expect(try await untold(journal).isEmpty, "another is telling it")
            #expect(try await untold(journal, at: Self.later + .seconds(60)) == [begun])
            #expect(try await untold(journal, at: Self.later - .seconds(3600)) == [begun], "the clock was set back")
            #expect(try await journal.replace(known, with: nil) == false)
            #expect(try await journal.replace(begun, with: nil))
            #expect(try await untold(journal, at: Self.later + .seconds(60)).isEmpty)
            await other.close()
        }
    }

    @Test(arguments: JournalKind.available)
    func `a delivery stays until its failure is told, whatever keep says`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(1, hooks: "a")
            try await end("a", in: journal)
            let end = Sample.moment(99_000)
            #expect(try await journal.prune(before: end, failedBefore: end) == 0)
            let failure = try #require(try await untold(journal).first)
            #expect(try await journal.replace(failure, with: nil))
            #expect(try await journal.prune(before: end, failedBefore: end) == 1)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that is retried stays untold, and is told once if it fails again`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            try await end("a", in: journal)
            let first = try #require(try await untold(journal).first)
            #expect(try await journal.retry(.deliveries([delivery.id]), at: Sample.moment(200)) == 1)
            #expect(try await untold(journal) == [first])
            try await end("a", in: journal)
            #expect(try await untold(journal).map(\.attempt) == [2])
            #expect(try await journal.replace(first, with: nil) == false, "that was the first attempt's")
        }
    }

    @Test(arguments: JournalKind.available)
    func `the longest known failures come first`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            for number in 1...3 { try await journal.record(number, hooks: "a") }
            let runs = try await journal.claim("a")
            for (run, moment) in zip(runs, [300, 100, 200]) {
                try await journal.finish(
                    Sample.finished(run, .failed, exit: .status(1), at: moment, telling: true))
            }
            let found = try await journal.unreportedFailures(at: Self.later, atMost: 2)
            #expect(found.map(\.notification.notifyAt) == [Sample.moment(101), Sample.moment(201)])
        }
    }

    /// Where several machines share a journal, another one may be telling it: that is over at `notifyAt`.
    @Test func `what a crash cut off is told again at once`() async throws {
        try await JournalKind.sqlite.withFreshJournal { journal, _ in
            try await journal.record(1, hooks: "a")
            try await end("a", in: journal)
            let known = try #require(try await untold(journal).first)
            var begun = known
            begun.notification.attempts = 3
            begun.notification.isInFlight = true
            begun.notification.notifyAt = Self.later + .seconds(60)
            #expect(try await journal.replace(known, with: begun))
            _ = try await journal.recover(at: Self.later)
            begun.notification.isInFlight = false
            begun.notification.notifyAt = Self.later
            #expect(try await untold(journal) == [begun])
        }
    }
}
