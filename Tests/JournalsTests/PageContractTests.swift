import Formats
import Journals
import Testing
import Values

/// What Journal.swift promises of `page`, `activity` and the latest attempts, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct PageContractTests {
    /// All pages of a query, as long as there are any.
    private func pages(_ query: DeliveryQuery, of journal: any Journal) async throws -> [[DeliveryID]] {
        var query = query
        var pages: [[DeliveryID]] = []
        repeat {
            let page = try await journal.page(of: query)
            pages.append(page.deliveries.map(\.id))
            query.before = page.next
        } while query.before != nil && pages.count < 50
        return pages
    }

    private func query(
        _ state: DeliveryState? = nil, event: String? = nil, endpoint: String? = nil, limit: Int = 3
    ) -> DeliveryQuery {
        var query = DeliveryQuery()
        query.state = state
        query.event = event
        query.endpoint = endpoint
        query.limit = limit
        return query
    }

    private func record(_ journal: any Journal, _ numbers: ClosedRange<Int>, event: String) async throws -> [DeliveryID]
    {
        var ids: [DeliveryID] = []
        for number in numbers {
            let delivery = Sample.delivery(number, event: event)
            _ = try await journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "a")]))
            ids.append(delivery.id)
        }
        return ids
    }

    @Test(arguments: JournalKind.available)
    func `pages follow each other without gap or repetition, whatever comes meanwhile`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            #expect(try await journal.page(of: query()) == DeliveryPage(deliveries: [], next: nil))
            let ids = try await record(journal, 1...6, event: "x")
            let first = try await journal.page(of: query())
            #expect(first.deliveries.map(\.id) == [ids[5], ids[4], ids[3]] && first.next == ids[3])
            _ = try await record(journal, 7...9, event: "x")
            var second = query()
            second.before = first.next
            #expect(try await pages(second, of: journal) == [[ids[2], ids[1], ids[0]]], "the last one is full")
        }
    }

    @Test(arguments: JournalKind.available)
    func `a page holds to event, endpoint and state, and to all of them at once`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let first = try await record(journal, 1...4, event: "x")
            let second = try await record(journal, 5...8, event: "y")
            for run in try await journal.claim("a", atMost: 6) {
                let isGood = run.delivery.id == first[0] || run.delivery.id == second[0]
                try await journal.finish(
                    Sample.finished(run, isGood ? .succeeded : .failed, exit: .status(isGood ? 0 : 1)))
            }
            let failed = [second[1], first[3], first[2], first[1]]
            #expect(try await pages(query(event: "y"), of: journal).flatMap { $0 } == second.reversed())
            #expect(try await pages(query(.failed), of: journal) == [Array(failed.prefix(3)), [failed[3]]])
            #expect(try await pages(query(.failed, event: "x"), of: journal) == [Array(failed.dropFirst())])
            #expect(try await pages(query(.succeeded, event: "y"), of: journal) == [[second[0]]])
            #expect(try await pages(query(.pending), of: journal) == [[second[3], second[2]]])
            #expect(try await pages(query(.running), of: journal) == [[]])
            #expect(try await pages(query(.failed, event: "z"), of: journal) == [[]])
            #expect(try await pages(query(endpoint: "/elsewhere"), of: journal).flatMap { $0 }.isEmpty)
            #expect(try await pages(query(endpoint: "/e"), of: journal).flatMap { $0 }.count == 8)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a delivery with several failed runs is on a page once`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let ids = [
                try await journal.record(1, hooks: "a", "b").id, try await journal.record(2, hooks: "a", "b").id,
            ]
            for run in try await journal.claim("a", "b") {
                try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
            }
            #expect(try await pages(query(.failed), of: journal) == [[ids[1], ids[0]]])
        }
    }

    @Test(arguments: JournalKind.available, DeliveryState.allCases)
    func `pages and the list agree on every state`(kind: JournalKind, state: DeliveryState) async throws {
        try await kind.withFreshJournal { journal, _ in
            for number in 1...12 { try await journal.record(number, hooks: "a", "b") }
            for number in 13...15 { try await journal.record(number) }
            for number in 16...18 { try await journal.record(number, hooks: "c") }
            for run in try await journal.claim("c") { try await journal.finish(Sample.finished(run, .succeeded)) }
            for (position, run) in try await journal.claim("a", "b", atMost: 18).enumerated() {
                let ends: [RunState?] = [.succeeded, .failed, .cancelled, nil]
                guard let end = ends[position % 4] else { continue }
                try await journal.finish(Sample.finished(run, end))
            }
            let listed = try await journal.deliveries(matching: query(state, limit: 100)).map(\.id)
            #expect(try await pages(query(state), of: journal).flatMap { $0 } == listed)
            #expect(state == .cancelled || !listed.isEmpty)
        }
    }

    @Test(arguments: JournalKind.available)
    func `what is rare is found behind thousands of others, page by page at the latest`(kind: JournalKind) async throws
    {
        try await kind.withFreshJournal { journal, _ in
            let ignored = try await journal.record(1)
            let failed = try await journal.record(2, hooks: "b")
            let run = try #require(try await journal.claim("b").first)
            try await journal.finish(Sample.finished(run, .failed, exit: .status(1)))
            try await journal.record(3...6002, hooks: "a")
            #expect(try await pages(query(.failed), of: journal) == [[failed.id]])
            let seen = try await pages(query(.ignored), of: journal)
            #expect(seen.count < 50 && seen.flatMap { $0 } == [ignored.id])
            let runs = try await journal.claim("a", atMost: 6000, at: 10_000)
            try await journal.finish(runs.prefix(5990).map { Sample.finished($0, .failed, exit: .status(1)) })
            let all = runs.prefix(5990).reversed().map(\.delivery.id) + [failed.id]
            #expect(try await pages(query(.failed, limit: 2000), of: journal).flatMap { $0 } == all)
            let waiting = try await journal.page(of: query(.running))
            #expect(waiting.deliveries.count == 3 && waiting.next == waiting.deliveries.last?.id)
        }
    }

    @Test(arguments: JournalKind.available)
    func `of many attempts the latest are given, in order`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let delivery = try await journal.record(1, hooks: "a")
            for number in 1...5 {
                let run = try #require(try await journal.claim("a").first)
                try await journal.finish(Sample.finished(run, .pending, exit: .status(1), at: number))
            }
            let some = try await journal.delivery(delivery.id, latestAttempts: 2)
            #expect(some?.runs[0].attempts.map(\.number) == [4, 5] && some?.runs[0].summary.attempts == 5)
            #expect(try await journal.delivery(delivery.id)?.runs[0].attempts.map(\.number) == [1, 2, 3, 4, 5])
        }
    }

    @Test(arguments: JournalKind.available)
    func `each minute knows what came and what failed in it`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            // Sample's start is a whole minute and a second.
            let minute = Sample.start + .seconds(-1)
            for number in [0, 58_999, 59_000] { try await journal.record(number, hooks: "a") }
            let runs = try await journal.claim("a", at: 60_000)
            let ends: [Exit] = [.status(0), .signal(9), .interrupted]
            for (run, exit) in zip(runs, ends) {
                try await journal.finish(Sample.finished(run, .pending, exit: exit, at: 60_000))
            }
            let expected = [
                MinuteActivity(start: minute, deliveries: 2, attempts: 0, failures: 0),
                MinuteActivity(start: minute + .seconds(60), deliveries: 1, attempts: 3, failures: 1),
            ]
            #expect(try await journal.activity(from: minute, until: minute + .seconds(120)) == expected)
            #expect(try await journal.activity(from: minute + .seconds(59), until: minute + .seconds(61)) == expected)
            #expect(try await journal.activity(from: minute, until: minute + .seconds(60)) == [expected[0]])
            #expect(try await journal.activity(from: minute + .seconds(120), until: minute + .seconds(240)).isEmpty)
            _ = try await journal.prune(before: Sample.moment(100_000), failedBefore: Sample.moment(100_000))
            let again = try await reopen()
            #expect(try await again.activity(from: minute, until: minute + .seconds(120)) == expected)
            await again.close()
        }
    }
}
