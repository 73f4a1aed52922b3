import Formats
import Journals
import Testing
import Values

/// What every kind of journal promises of batches, and of how many runs may wait.
@Suite(.timeLimit(.minutes(4))) struct QueueContractTests {
    private func claim(
        _ journal: any Journal, size: Int, commands: Int = 9, at number: Int = 10
    ) async throws -> [[DeliveryID]] {
        let batch = Batching(size: size, wait: .milliseconds(100))
        let allowance = ClaimAllowance(hook: Sample.hook, commands: commands, batch: batch)
        return try await journal.claim([allowance], atMost: 9, at: Sample.moment(number)).map { $0.map(\.delivery.id) }
    }

    @Test(arguments: JournalKind.available)
    func `a batch is claimed when it is full, and the rest when its first has waited`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var ids: [DeliveryID] = []
            for number in 1...5 { ids.append(try await journal.record(number, hooks: "a").id) }
            #expect(try await claim(journal, size: 6).isEmpty)
            #expect(try await claim(journal, size: 2, commands: 1) == [[ids[0], ids[1]]])
            #expect(try await claim(journal, size: 2) == [[ids[2], ids[3]]])
            #expect(try await claim(journal, size: 2, at: 104).isEmpty)
            #expect(try await claim(journal, size: 2, at: 105) == [[ids[4]]])
        }
    }

    @Test(arguments: JournalKind.available)
    func `runs of a batch that are tried again wait for no others`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await journal.record(1, hooks: "a")
            let claimed = try #require(try await journal.claim("a").first)
            try await journal.finish(
                Sample.finished(claimed, .pending, exit: .status(1), nextAt: Sample.moment(500)))
            let batch = Batching(size: 9, wait: .milliseconds(100))
            let due = ClaimAllowance(hook: Sample.hook, commands: 1, batch: batch)
            #expect(try await journal.nextDue(of: [due]) == Sample.moment(500))
            #expect(try await claim(journal, size: 9, at: 499).isEmpty)
            #expect(try await claim(journal, size: 9, at: 500) == [[first.id]])
            try await journal.record(600, hooks: "a")
            #expect(try await journal.nextDue(of: [due]) == Sample.moment(700))
        }
    }

    @Test(arguments: JournalKind.available)
    func `the payloads of a batch are at most 8 MiB together, but for a single one`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            var ids: [DeliveryID] = []
            for (number, megabytes) in [9, 4, 4, 1].enumerated() {
                let body = [UInt8](repeating: 0x20, count: megabytes << 20)
                let delivery = Sample.delivery(number + 1, body: body)
                _ = try await journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "a")]))
                ids.append(delivery.id)
            }
            #expect(try await claim(journal, size: 4) == [[ids[0]], [ids[1], ids[2]]])
            #expect(try await claim(journal, size: 4, at: 200) == [[ids[3]]])
        }
    }

    private func outcome(
        _ journal: any Journal, _ number: Int, hooks: [String] = ["a"], room: JournalEntry.Room
    ) async throws -> RecordOutcome {
        let entry = JournalEntry(
            delivery: Sample.delivery(number), runs: hooks.map { JournalEntry.Run(hook: $0) }, room: room)
        return try await journal.record(entry)
    }

    @Test(arguments: JournalKind.available)
    func `a delivery is refused while as many runs wait as may`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let room = JournalEntry.Room(overall: 2)
            #expect(try await outcome(journal, 1, room: room) == .recorded)
            #expect(try await outcome(journal, 2, hooks: ["a", "b"], room: room) == .recorded)
            #expect(try await outcome(journal, 3, room: room) == .noRoom)
            #expect(try await outcome(journal, 4, hooks: [], room: room) == .recorded, "nothing of it waits")
            #expect(try await outcome(journal, 5, room: JournalEntry.Room(endpoint: 3)) == .noRoom)
            #expect(try await outcome(journal, 6, room: JournalEntry.Room(endpoint: 4)) == .recorded)
            #expect(try await journal.deliveries(matching: DeliveryQuery()).count == 4)
            for run in try await journal.claim("a", "b", atMost: 3) {
                try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
            }
            #expect(try await outcome(journal, 7, room: room) == .recorded, "one waits still")
            #expect(try await outcome(journal, 8, room: room) == .noRoom)
        }
    }

    @Test(arguments: JournalKind.available)
    func `the deliveries of a request are written together, or none of them`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen async throws in
            func entry(_ number: Int, key: UInt8, hooks: [String] = ["a"], room: Int = 2) -> JournalEntry {
                JournalEntry(
                    delivery: Sample.delivery(number), runs: hooks.map { JournalEntry.Run(hook: $0) },
                    fingerprint: .init(key: Array(repeating: key, count: 32), since: Sample.start),
                    room: JournalEntry.Room(overall: room))
            }
            let first = [entry(1, key: 1), entry(2, key: 2, hooks: []), entry(3, key: 1), entry(4, key: 4)]
            let duplicate = RecordOutcome.duplicate(of: first[0].delivery.id)
            #expect(try await journal.record(first) == [.recorded, .recorded, duplicate, .recorded])
            // Two runs wait: there is no room, whatever else stands in the request.
            let second = [entry(5, key: 5, hooks: []), entry(6, key: 1), entry(7, key: 7)]
            #expect(try await journal.record(second) == [.noRoom, .noRoom, .noRoom])
            #expect(try await reopen().deliveries(matching: DeliveryQuery()).count == 3)
            // What adds nothing needs no room.
            #expect(try await journal.record(Array(second.prefix(2))) == [.recorded, duplicate])
            #expect(try await journal.record([JournalEntry]()) == [])
        }
    }

    @Test(arguments: JournalKind.available)
    func `whatever becomes of runs, those that wait are counted rightly`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            var number = 9_000
            func waiting(_ journal: any Journal) async throws -> Int {
                var room = 0
                number += 1
                while try await outcome(journal, number, room: JournalEntry.Room(overall: room)) == .noRoom {
                    room += 1
                }
                var query = DeliveryQuery()
                query.limit = 1
                let last = try #require(try await journal.deliveries(matching: query).first)
                _ = try await journal.cancel([last.id])
                return room - 1
            }
            let first = try await journal.record(1, hooks: "a", lane: "l")
            try await journal.record(2, hooks: "a", lane: "l")
            try await journal.record(3, hooks: "a", lane: "l", latest: true)
            #expect(try await waiting(journal) == 1, "the third one took the place of both")
            _ = try await journal.retry(.deliveries([first.id]), at: Sample.moment(10))
            #expect(try await waiting(journal) == 2)
            _ = try await journal.claim("a")
            #expect(try await waiting(journal) == 1)
            _ = try await journal.recover(at: Sample.moment(20))
            #expect(try await waiting(journal) == 2)
            _ = try await journal.failRuns(
                ofHooksOtherThan: [], because: "gone", reporting: false, at: Sample.moment(30))
            #expect(try await waiting(journal) == 0)
            _ = try await journal.prune(before: Sample.moment(99_000), failedBefore: Sample.moment(99_000))
            #expect(try await waiting(journal) == 0)
            #expect(try await waiting(try await reopen()) == 0)
        }
    }
}
