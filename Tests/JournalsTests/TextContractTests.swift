import Formats
import Journals
import Testing
import Values

/// Every text of a delivery comes back byte by byte, and texts that only look alike are two.
@Suite(.timeLimit(.minutes(4))) struct TextContractTests {
    /// What a careless reader cuts, folds, trims or takes for another.
    private static let texts = [
        "", " ", "a", "a ", "A", "\u{0}", "\u{0}\u{0}", "a\u{0}", "a\u{0}b", "a\u{0}c", "a\u{2400}b", "\u{1}",
        "a\u{1}0b",
        "\u{1}\u{0}", "\u{e9}", "e\u{301}", "K", "\u{212a}", "\u{1F980}", "\u{7f}", "'\"\\", "NULL", "%", "_",
        String(repeating: "x", count: 5000), String(repeating: "x", count: 5000) + "\u{0}",
    ]

    private func bytes(_ texts: [String]) -> [[UInt8]] { texts.map { Array($0.utf8) } }

    @Test(arguments: JournalKind.available)
    func `events and hooks with any character come back as they were`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            // A name is part of an index, so it has a length that fits into one.
            let hooks = Self.texts.filter { $0.utf8.count < 1000 }
            var deliveries: [Delivery] = []
            for (number, text) in Self.texts.enumerated() {
                let delivery = Sample.delivery(number, event: text)
                _ = try await journal.record(
                    JournalEntry(delivery: delivery, runs: hooks.map { JournalEntry.Run(hook: $0) }))
                deliveries.append(delivery)
            }
            let other = try await reopen()
            for delivery in deliveries {
                let record = try #require(try await other.delivery(delivery.id))
                #expect(Array(record.delivery.event.utf8) == Array(delivery.event.utf8))
                #expect(bytes(record.runs.map(\.summary.hook)) == bytes(hooks))
            }
            await other.close()
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run is claimed and finished under its own hook, whatever that looks like`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let hooks = Self.texts.filter { $0.utf8.count < 1000 }
            let delivery = Sample.delivery(1)
            _ = try await journal.record(
                JournalEntry(delivery: delivery, runs: hooks.map { JournalEntry.Run(hook: $0) }))
            for hook in hooks {
                let key = HookKey(endpoint: "/e", hook: hook)
                let claimed = try await journal.claim(
                    [ClaimAllowance(hook: key, commands: 9)], atMost: 9, at: Sample.moment(9)
                ).flatMap { $0 }
                #expect(bytes(claimed.map(\.hook)) == bytes([hook]))
                for run in claimed { try await journal.finish(Sample.finished(run, .succeeded)) }
            }
            #expect(try await journal.census().hooks.map(\.runs) == hooks.map { _ in [.succeeded: 1] })
        }
    }

    @Test(arguments: JournalKind.available)
    func `deliveries are found by their very event`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            let entries = Self.texts.enumerated().map { number, text in
                JournalEntry(delivery: Sample.delivery(number, event: text), runs: [])
            }
            _ = try await journal.record(entries)
            for entry in entries {
                var query = DeliveryQuery()
                query.event = entry.delivery.event
                #expect(try await journal.deliveries(matching: query).map(\.id) == [entry.delivery.id])
                #expect(try await journal.page(of: query).deliveries.map(\.id) == [entry.delivery.id])
                let found = try await journal.lastArrival(
                    of: [.name(entry.delivery.event)], at: nil, after: Sample.moment(-1), until: Sample.moment(99))
                #expect(found == entry.delivery.receivedAt)
            }
        }
    }

    @Test func `hooks and runs whose names only look alike are two keys`() {
        let names = ["\u{e9}", "e\u{301}", "K", "\u{212a}"]
        let delivery = Sample.delivery(1).id
        #expect(Set(names.map { HookKey(endpoint: "/e", hook: $0) }).count == 4)
        #expect(Set(names.map { HookKey(endpoint: $0, hook: "a") }).count == 4)
        #expect(Set(names.map { RunID(delivery: delivery, hook: $0) }).count == 4)
        #expect(HookKey(endpoint: "a", hook: "bc") != HookKey(endpoint: "ab", hook: "c"))
    }
}
