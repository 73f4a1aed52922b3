import Formats
import Dispatch
import Foundation
import Support
import Synchronization
import Testing
import Values

@testable import Journals

/// What the contract does not say: files, rights, damage.
@Suite(.timeLimit(.minutes(4))) struct SQLiteJournalTests {
    private func mode(of path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test func `directory and files are for their owner alone`() async throws {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.file("a/b"), mode: .daemon)
        try await journal.record(1, hooks: "a")
        #expect(try mode(of: place.file("a/b")) == 0o700)
        for file in ["journal.db", "journal.db-wal", "journal.db-shm", "lock"] {
            #expect(try mode(of: place.file("a/b/\(file)")) == 0o600, "\(file)")
        }
        await journal.close()
    }

    @Test func `a second daemon is refused, also while the first one only holds the lock`() async throws {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        #expect(throws: JournalError.inUse(path: place.path)) {
            try SQLiteJournal.open(directory: place.path, mode: .daemon)
        }
        let tool = try SQLiteJournal.open(directory: place.path, mode: .tool)
        #expect(try await tool.deliveries(matching: DeliveryQuery()).isEmpty)
        await tool.close()
        await journal.close()
    }

    @Test func `a tool makes nothing where there is nothing`() throws {
        let place = try TemporaryDirectory()
        #expect(
            throws: JournalError.unavailable(
                path: place.file("no"), reason: "there is none yet; 'hookrunner serve' makes it")
        ) {
            try SQLiteJournal.open(directory: place.file("no"), mode: .tool)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path).isEmpty)
    }

    @Test func `a file in place of the directory is a clear error`() throws {
        let place = try TemporaryDirectory()
        let file = try place.write("x", to: "file")
        #expect(throws: JournalError.self) { try SQLiteJournal.open(directory: file, mode: .daemon) }
        #expect(throws: JournalError.self) { try SQLiteJournal.open(directory: file + "/below", mode: .daemon) }
        #expect(place.text(of: "file") == "x")
    }

    @Test(arguments: [
        "not a database, but a text that is long enough to be looked at as one: " + String(repeating: "x", count: 200),
        "short", "SQLite format 3\u{0}" + String(repeating: "\u{0}", count: 100),
    ])
    func `what is no journal is reported, and not changed`(content: String) throws {
        let place = try TemporaryDirectory()
        try place.write(content, to: "journal.db")
        for mode in [SQLiteJournal.Mode.daemon, .tool] {
            #expect(throws: JournalError.self) { try SQLiteJournal.open(directory: place.path, mode: mode) }
            #expect(place.text(of: "journal.db") == content)
        }
    }

    @Test func `a truncated journal is reported as damaged, and not changed`() async throws {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        for number in 0..<50 { try await journal.record(number, hooks: "a") }
        await journal.close()
        let file = URL(filePath: place.file("journal.db"))
        let whole = try Data(contentsOf: file)
        try whole.prefix(whole.count / 2).write(to: file)
        let error = #expect(throws: JournalError.self) { try SQLiteJournal.open(directory: place.path, mode: .daemon) }
        guard case .corrupt? = error else { throw Unexpected(error: error) }
        #expect(try Data(contentsOf: file) == whole.prefix(whole.count / 2))
    }

    @Test func `another program's database and a newer journal are left alone`() throws {
        let place = try TemporaryDirectory()
        for (name, pragma, expected) in [
            ("other", "CREATE TABLE t (x)", "another program"),
            ("newer", "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = 99", "newer hookrunner"),
        ] {
            try FileManager.default.createDirectory(atPath: place.file(name), withIntermediateDirectories: true)
            try place.write("", to: "\(name)/journal.db")
            do {
                let database = try Database(path: place.file("\(name)/journal.db"), isReadOnly: false)
                try database.execute(pragma)
            }
            let before = try Data(contentsOf: URL(filePath: place.file("\(name)/journal.db")))
            let error = #expect(throws: JournalError.self) {
                try SQLiteJournal.open(directory: place.file(name), mode: .daemon)
            }
            #expect(try #require(error).description.contains(expected))
            #expect(try Data(contentsOf: URL(filePath: place.file("\(name)/journal.db"))) == before)
        }
    }

    @Test(arguments: 1..<Schema.migrations.count)
    func `a journal of each earlier version becomes a current one, and keeps what it has`(version: Int) async throws {
        let place = try TemporaryDirectory()
        try place.write("", to: "journal.db")
        let old = Sample.delivery(1)
        do {
            let database = try Database(path: place.file("journal.db"), isReadOnly: false)
            for migration in Schema.migrations.prefix(version) { try database.execute(migration) }
            try database.execute(
                """
                PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(version);
                INSERT INTO hooks VALUES (1, '/e', 'a');
                INSERT INTO deliveries (id, endpoint, provider, event, received, body)
                VALUES ('\(old.id)', '/e', 'circularo', 'x', \(old.receivedAt.milliseconds - 600_000), x'7b7d');
                INSERT INTO runs (delivery, hook, state, due) VALUES (1, 1, 4, 0);
                """)
        }
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        var query = DeliveryQuery()
        query.state = .failed
        query.event = "x"
        #expect(try await journal.page(of: query).deliveries.map(\.id) == [old.id])
        #expect(try await journal.census().runs(.failed) == 1)
        try await journal.record(2, hooks: "a")
        #expect(try await journal.activity(from: Sample.start, until: Sample.moment(60_000)).map(\.deliveries) == [1])
        #expect(
            try await journal.lastArrival(
                of: [.any], at: nil, after: Timestamp(milliseconds: 0), until: Sample.moment(2))
                == Sample.delivery(2).receivedAt)
        #expect(try await journal.replace(nil, with: AlertRecord(name: "a", watchedSince: Sample.moment(1))))
        #expect(try await journal.claim("a").count == 1)
        await journal.close()
    }

    @Test func `a commit that fails tells its whole group, and the next one works`() async throws {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        await journal.close()
        let failure = JournalError.full(path: "test")
        let writer = GroupCommit(try Database(path: place.file("journal.db"), isReadOnly: false)) { _ in }
        let told = Told()
        // While the first one is at work, the others gather to one group.
        let gathered = DispatchSemaphore(value: 0)
        let begun = Mutex(false)
        writer.add(
            told.operation("first") { _ throws(JournalError) in
                begun.withLock { $0 = true }
                gathered.wait()
            })
        try await eventually("the first one is at work") { begun.withLock { $0 } }
        for number in 1...3 { writer.add(told.insertion(number)) }
        writer.add(told.operation("failing") { _ throws(JournalError) in throw failure })
        writer.add(told.insertion(4))
        gathered.signal()
        try await eventually("all six are told") { told.outcomes.count == 6 }
        let expected: [String: JournalError?] = [
            "first": nil, "1": failure, "2": failure, "3": failure, "failing": failure, "4": failure,
        ]
        #expect(told.outcomes == expected)
        writer.add(told.insertion(5))
        try await eventually("the next one is told") { told.outcomes["5"] == .some(nil) }
        await writer.close()
        let names = try Database(path: place.file("journal.db"), isReadOnly: true).query("SELECT name FROM hooks") {
            $0.text(.name)
        }
        #expect(names == ["5"])
    }

    /// What the callers of operations are told.
    private final class Told: Sendable {
        private let all = Mutex<[String: JournalError?]>([:])

        var outcomes: [String: JournalError?] { all.withLock { $0 } }

        func operation(
            _ name: String, _ work: @escaping @Sendable (Database) throws(JournalError) -> Void
        ) -> WriteOperation {
            WriteOperation(
                needsSync: true,
                work: { database throws(JournalError) in
                    try work(database)
                    return { error in self.all.withLock { $0[name] = .some(error) } }
                }, fail: { error in self.all.withLock { $0[name] = .some(error) } })
        }

        func insertion(_ number: Int) -> WriteOperation {
            operation(String(number)) { database throws(JournalError) in
                try database.run("INSERT INTO hooks (endpoint, name) VALUES ('/e', ?)", .text(String(number)))
            }
        }
    }

    @Test func `after the close every call says so`() async throws {
        let place = try TemporaryDirectory()
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        await journal.close()
        for number in 1...3 {
            await #expect(throws: JournalError.closed) { try await journal.record(number, hooks: "a") }
        }
        await #expect(throws: JournalError.closed) { try await journal.deliveries(matching: DeliveryQuery()) }
    }

    @Test func `a database that cannot be opened is an error`() throws {
        let place = try TemporaryDirectory()
        for path in [place.file("missing"), place.path] {
            let error = #expect(throws: JournalError.self) { try Database(path: path, isReadOnly: false) }
            guard case .unavailable(path, let reason)? = error else { throw Unexpected(error: error) }
            #expect(reason.contains("unable to open database file"))
        }
    }

    /// Left by version 0.1.0, with a lane of which it had lost two runs, one that was running, and one that had failed.
    @Test func `a journal of the program before goes on where it was`() async throws {
        let place = try TemporaryDirectory()
        try place.write("", to: "journal.db")
        do {
            let database = try Database(path: place.file("journal.db"), isReadOnly: false)
            try database.execute(try Fixture.text(of: "journal-5.sql"))
        }
        let journal = try SQLiteJournal.open(directory: place.path, mode: .daemon)
        try await Fixture.check(journal, interrupted: 1, endpoint: "/circularo")
        await journal.close()
    }

    @Test(.enabled("no small file system can be mounted here", SmallDisk.canBeMounted))
    func `a full disk refuses deliveries, loses none, and works again when there is room`() async throws {
        let place = try TemporaryDirectory()
        let disk = place.file("disk")
        try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
        let mounted = try await SmallDisk.mount(at: disk, size: "2m")
        try #require(mounted.status == 0, "\(mounted.messages)")
        let journal = try SQLiteJournal.open(directory: disk, mode: .daemon)
        let ballast = "\(disk)/ballast"
        try Data(count: 1 << 20).write(to: URL(filePath: ballast))
        var acknowledged: [DeliveryID] = []
        var refusal: JournalError?
        for number in 0..<200 where refusal == nil {
            let delivery = Sample.delivery(number, body: [UInt8](repeating: 0x78, count: 16 << 10))
            do {
                _ = try await journal.record(JournalEntry(delivery: delivery, runs: [.init(hook: "a")]))
                acknowledged.append(delivery.id)
            } catch {
                refusal = error
            }
        }
        guard case .full? = refusal else { throw Unexpected(error: refusal) }
        try FileManager.default.removeItem(atPath: ballast)
        let later = try await journal.record(1000, hooks: "a")
        for id in acknowledged + [later.id] { #expect(try await journal.delivery(id) != nil) }
        await journal.close()
        try await SmallDisk.unmount(disk)
    }

    struct Unexpected: Error { let error: JournalError? }
}
