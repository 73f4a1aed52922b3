import Formats
import Journals
import Testing
import Values

/// What Journal.swift promises of alerts, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct AlertContractTests {
    private func record(_ name: String) -> AlertRecord {
        AlertRecord(name: name, watchedSince: Sample.moment(1))
    }

    /// With every field set to something of its own.
    private var full: AlertRecord {
        var record = record("silence 24h on \"é, b\"")
        record.startedAt = Sample.moment(2)
        record.endedAt = Sample.moment(3)
        record.lastTrueAt = Sample.moment(4)
        record.figure = .max
        record.notifyAt = Sample.moment(5)
        record.attempts = 6
        record.isInFlight = true
        return record
    }

    @Test(arguments: JournalKind.available)
    func `what was written is there after reopening, field by field`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            let none = try await journal.alerts()
            #expect(none.isEmpty)
            #expect(try await journal.replace(nil, with: full))
            #expect(try await journal.replace(nil, with: record("a")))
            #expect(try await reopen().alerts() == [record("a"), full])
        }
    }

    @Test(arguments: JournalKind.available)
    func `only what somebody knows can be replaced or removed`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var second = record("a")
            second.startedAt = Sample.moment(7)
            let tooEarly = try await journal.replace(record("a"), with: second)
            #expect(!tooEarly)
            #expect(try await journal.replace(nil, with: record("a")))
            #expect(try await journal.replace(nil, with: second) == false, "there is one")
            #expect(try await journal.replace(record("a"), with: second))
            #expect(try await journal.replace(record("a"), with: nil) == false, "it has changed")
            #expect(try await journal.alerts() == [second])
            #expect(try await journal.replace(second, with: nil))
            #expect(try await journal.alerts().isEmpty)
        }
    }

    @Test(arguments: JournalKind.available)
    func `of many concurrent changes of an alert, one succeeds`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            let other = try await reopen()
            #expect(try await journal.replace(nil, with: record("a")))
            let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    var mine = record("a")
                    mine.startedAt = Sample.moment(number)
                    group.addTask { [mine, old = record("a")] in
                        try await (number.isMultiple(of: 2) ? journal : other).replace(old, with: mine)
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(winners == 1)
            await other.close()
        }
    }

    /// Where several machines share a journal, another one may be telling it: that is over at `notifyAt`.
    @Test(arguments: [JournalKind.sqlite])
    func `what a crash cut off is told again at once`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var told = record("told")
            told.attempts = 1
            var waiting = told
            waiting.notifyAt = Sample.moment(9)
            #expect(try await journal.replace(nil, with: full))
            #expect(try await journal.replace(nil, with: told))
            _ = try await journal.recover(at: Sample.moment(8))
            var again = full
            again.notifyAt = Sample.moment(8)
            again.isInFlight = false
            #expect(try await journal.alerts() == [again, told])
            #expect(try await journal.replace(told, with: waiting))
            _ = try await journal.recover(at: Sample.moment(8))
            #expect(try await journal.alerts() == [again, waiting])
        }
    }

    @Test(
        arguments: JournalKind.available,
        [
            (["signed"], nil, 0, 3), (["sign*"], nil, 0, 5), (["*"], nil, 0, 6), (["sig*", "nobody"], "/e", 0, 5),
            (["*"], "/x", 0, nil), (["s%", "s_*", "S*"], nil, 0, nil), (["signed"], nil, 2, 3),
            (["signed"], nil, 3, nil),
            (["é*"], nil, 0, 6), (["e\u{301}*"], nil, 0, nil), (["done", "signed"], nil, 0, 4),
        ] as [([String], String?, Int, Int?)])
    func `the newest delivery of certain events is found`(
        kind: JournalKind, question: (events: [String], endpoint: String?, after: Int, found: Int?)
    ) async throws {
        try await kind.withFreshJournal { journal, _ in
            for (number, event) in ["signed", "x", "signed", "done", "signer", "étage"].enumerated() {
                let delivery = Sample.delivery(number + 1, event: event)
                _ = try await journal.record(JournalEntry(delivery: delivery, runs: []))
            }
            let found = try await journal.lastArrival(
                of: question.events.map(EventPattern.init), at: question.endpoint, after: Sample.moment(question.after),
                until: Sample.moment(6))
            #expect(found == question.found.map(Sample.moment))
        }
    }

    @Test(arguments: JournalKind.available)
    func `an event's last arrival is found among thousands of others`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = Sample.delivery(1, event: "rare")
            let others = (2...2500).map { JournalEntry(delivery: Sample.delivery($0), runs: []) }
            _ = try await journal.record([JournalEntry(delivery: first, runs: [])] + others)
            let rare = EventPattern("rare")
            let end = Sample.moment(2500)
            let found = try await journal.lastArrival(of: [rare], at: nil, after: Sample.moment(0), until: end)
            #expect(found == Sample.moment(1))
            #expect(try await journal.lastArrival(of: [rare], at: nil, after: Sample.moment(1), until: end) == nil)
        }
    }

    @Test(arguments: JournalKind.available)
    func `what came later than now, by a clock that was set back, hides nothing`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            for number in [10, 20, 9000] { try await journal.record(number) }
            for (end, found) in [(9000, 9000), (8999, 20), (20, 20), (19, 10), (9, nil)] as [(Int, Int?)] {
                let latest = try await journal.lastArrival(
                    of: [.any], at: nil, after: Sample.moment(0), until: Sample.moment(end))
                #expect(latest == found.map(Sample.moment), "until \(end)")
            }
        }
    }
}
