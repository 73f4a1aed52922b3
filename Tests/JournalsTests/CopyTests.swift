import Formats
import Journals
import Support
import Testing
import Values

/// What `journal copy` brings from one journal to another, for every pair of kinds.
@Suite(.timeLimit(.minutes(4))) struct CopyTests {
    /// An empty place of this kind.
    private func place(_ kind: JournalKind, _ directory: TemporaryDirectory, _ name: String) async throws
        -> JournalLocation
    {
        try kind.skipIfMissing()
        switch kind {
        case .sqlite:
            return .directory(directory.file(name))
        #if PostgreSQL
        case .postgresql:
            let url = try await PostgreSQLServer.shared().database()
            _ = try await PostgreSQLJournal.migrate(url)
            return .database(url: url, password: nil)
        #endif
        }
    }

    private func open(_ location: JournalLocation) async throws -> any Journal {
        try await location.openForDaemon(sharing: JournalSharing(), committed: { _ in }, changed: {})
    }

    private func records(_ journal: any Journal) async throws -> [DeliveryRecord] {
        var query = DeliveryQuery()
        query.limit = 2000
        var records: [DeliveryRecord] = []
        for summary in try await journal.deliveries(matching: query) {
            if let record = try await journal.delivery(summary.id) { records.append(record) }
        }
        return records
    }

    @Test(arguments: JournalKind.available, JournalKind.available)
    func `a copy has everything, in its order, and is made again in no time`(from: JournalKind, to: JournalKind)
        async throws
    {
        let directory = try TemporaryDirectory()
        let source = try await place(from, directory, "from")
        let target = try await place(to, directory, "to")
        let journal = try await open(source)
        _ = try await journal.record((1...700).map { JournalEntry(delivery: Sample.delivery($0), runs: []) })
        let key = [UInt8](repeating: 7, count: 32)
        let first = Sample.delivery(701, body: [0, 255])
        _ = try await journal.record(
            JournalEntry(
                delivery: first, runs: [.init(hook: "a"), .init(hook: "b")],
                fingerprint: .init(key: key, signature: [9], since: Sample.start)))
        for run in try await journal.claim("a") {
            try await journal.finish(Sample.finished(run, .pending, exit: .signal(9), nextAt: Sample.moment(900)))
        }
        for run in try await journal.claim("b") {
            try await journal.finish(Sample.finished(run, .failed, exit: .notStarted("why"), telling: true))
        }
        for number in 702...704 { try await journal.record(number, hooks: "l", lane: "x") }
        let expected = try await records(journal)
        let untold = try await journal.unreportedFailures(at: Sample.moment(9000), atMost: 9)
        #expect(untold.count == 1)
        await journal.close()

        let progress = try await source.copy(to: target) { _ in }
        #expect(progress.copied == 704 && progress.total == 704 && progress.present == 0)
        #expect(try await source.copy(to: target) { _ in }.present == 704)
        let copy = try await open(target)
        #expect(try await records(copy) == expected)
        #expect(try await copy.unreportedFailures(at: Sample.moment(9000), atMost: 9) == untold)
        let again = JournalEntry(
            delivery: Sample.delivery(800), runs: [], fingerprint: .init(key: key, since: Sample.start))
        #expect(try await copy.record(again) == .duplicate(of: first.id))
        let underOtherID = JournalEntry(
            delivery: Sample.delivery(801), runs: [], fingerprint: .init(key: [8], signature: [9], since: Sample.start))
        #expect(try await copy.record(underOtherID) == .duplicate(of: first.id))
        for _ in 702...704 {
            let run = try #require(try await copy.claim("l").first)
            #expect(try await copy.claim("l").isEmpty, "a lane is a lane")
            try await copy.finish(Sample.finished(run, .succeeded))
        }
        let retried = try #require(try await copy.claim("a").first)
        #expect(retried.attempt == 2 && retried.failures == 1)
        #expect(try await copy.census().runs(.failed) == 1)
        await copy.close()
    }

    @Test(arguments: JournalKind.available, JournalKind.available)
    func `runs that wait in lanes of any name go on after a copy, one at a time and in order`(
        from: JournalKind, to: JournalKind
    ) async throws {
        let directory = try TemporaryDirectory()
        let source = try await place(from, directory, "from")
        let target = try await place(to, directory, "to")
        let journal = try await open(source)
        let perLane = 4
        let lanes = from == .sqlite ? from.lanes : to.lanes
        for number in 0..<perLane * lanes.count {
            try await journal.record(number, hooks: "l", lane: lanes[number % lanes.count])
        }
        // The first of each lane is over, and the second is pending: the others wait for it.
        try await journal.finish(journal.claim("l").map { Sample.finished($0, .succeeded) })
        await journal.close()

        _ = try await source.copy(to: target) { _ in }
        let copy = try await open(target)
        for round in 1..<perLane {
            let runs = try await copy.claim("l")
            let numbers = runs.map { ($0.delivery.receivedAt - Sample.start).milliseconds }
            #expect(numbers.map { $0 / Int64(lanes.count) } == lanes.map { _ in Int64(round) })
            try await copy.finish(runs.map { Sample.finished($0, .succeeded) })
        }
        #expect(try await copy.census().hooks.first?.runs == [.succeeded: perLane * lanes.count])
        await copy.close()
    }

    @Test(arguments: JournalKind.available)
    func `a journal that is in use is not copied`(kind: JournalKind) async throws {
        let directory = try TemporaryDirectory()
        let source = try await place(kind, directory, "from")
        let target = try await place(.sqlite, directory, "to")
        let journal = try await open(source)
        try await journal.record(1, hooks: "a")
        _ = try await journal.claim("a")
        await #expect(throws: JournalError.self) { try await source.copy(to: target) { _ in } }
        await journal.close()
    }
}
