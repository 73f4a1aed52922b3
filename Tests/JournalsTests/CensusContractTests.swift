import Formats
import Journals
import Testing
import Values

/// What Journal.swift promises of `census` and `probeWrite`, for each kind of journal.
@Suite(.timeLimit(.minutes(4))) struct CensusContractTests {
    private func hook(_ name: String) -> HookKey { HookKey(endpoint: "/e", hook: name) }

    @Test(arguments: JournalKind.available)
    func `runs are counted by hook and state`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            #expect(try await journal.census().hooks.isEmpty)
            for number in 1...4 { try await journal.record(number, hooks: "a", "b") }
            let claimed = try await journal.claim("a", atMost: 3)
            try await journal.finish(Sample.finished(claimed[0], .succeeded))
            try await journal.finish(Sample.finished(claimed[1], .failed, exit: .status(1)))
            let census = try await journal.census()
            #expect(census.hooks.map(\.key) == [hook("a"), hook("b")])
            #expect(census.hooks[0].runs == [.succeeded: 1, .failed: 1, .running: 1, .pending: 1])
            #expect(census.hooks[1].runs == [.pending: 4])
            #expect(census.runs(.pending) == 5 && census.runs(.cancelled) == 0)
            #expect(census.bytes > 0)
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that waits in its lane is pending, but not due`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            for number in 1...3 { try await journal.record(number, hooks: "a", lane: "l") }
            _ = try await journal.claim("a")
            let census = try await journal.census()
            #expect(census.hooks[0].runs == [.running: 1, .pending: 2])
            #expect(census.hooks[0].firstDue == nil && census.hooks[0].firstBlocked == Sample.moment(2))
            #expect(census.lag(at: Sample.moment(5000)) == nil)
        }
    }

    @Test(arguments: JournalKind.available)
    func `the lag is that of the most overdue run, and batches may wait`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(100, hooks: "a")
            try await journal.record(300, hooks: "b")
            let census = try await journal.census()
            #expect(census.lag(at: Sample.moment(1100)) == .milliseconds(1000))
            #expect(census.lag(at: Sample.moment(99)) == nil)
            let batches = [hook("a"): Duration.milliseconds(900)]
            #expect(census.lag(at: Sample.moment(1100), batches: batches) == .milliseconds(800))
        }
    }

    @Test(arguments: JournalKind.available)
    func `a run that is tried again later is not late`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, _ in
            try await journal.record(1, hooks: "a")
            let run = try await journal.claim("a")[0]
            try await journal.finish(
                Sample.finished(run, .pending, exit: .status(1), nextAt: Sample.moment(9000)))
            #expect(try await journal.census().lag(at: Sample.moment(8999)) == nil)
            #expect(try await journal.census().lag(at: Sample.moment(9001)) == .milliseconds(1))
        }
    }

    @Test(arguments: JournalKind.available)
    func `writing that means nothing changes nothing, and fails when writing does`(kind: JournalKind) async throws {
        try await kind.withFreshJournal { journal, reopen in
            try await journal.record(1, hooks: "a")
            let before = try await journal.census().hooks
            try await journal.probeWrite()
            #expect(try await journal.census().hooks == before)
            let again = try await reopen()
            try await again.probeWrite()
            await again.close()
            await #expect(throws: JournalError.closed) { try await again.probeWrite() }
        }
    }
}
