#if PostgreSQL
import Formats
import Support
import Testing
import Values

@testable import Journals

/// What a session relies on, whatever a role, a database or a URL sets.
@Suite(
    .timeLimit(.minutes(4)), .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct SessionSettingsTests {
    struct Setting: CustomTestStringConvertible, Sendable {
        let name: String
        let hostile: String
        let expected: String
        var testDescription: String { "\(name) \(hostile)" }
    }

    static let settings = [
        ("default_transaction_isolation", "repeatable read", "read committed"),
        ("default_transaction_isolation", "serializable", "read committed"),
        ("synchronous_commit", "off", "on"), ("synchronous_commit", "local", "on"),
        ("synchronous_commit", "remote_write", "on"), ("synchronous_commit", "remote_apply", "remote_apply"),
        ("search_path", "public", "hookrunner"), ("TimeZone", "Asia/Tokyo", "UTC"),
        ("statement_timeout", "7000", "30s"),
        ("lock_timeout", "7", "0"), ("idle_session_timeout", "700", "0"),
        ("idle_in_transaction_session_timeout", "0", "10s"), ("row_security", "on", "off"),
        ("client_encoding", "LATIN1", "UTF8"), ("standard_conforming_strings", "off", "on"),
    ].map { Setting(name: $0.0, hostile: $0.1, expected: $0.2) }

    @Test(arguments: settings)
    func `neither a database nor a URL changes what a session relies on`(setting: Setting) async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.database()
        try await server.query(
            "ALTER DATABASE \(PostgreSQLServer.name(in: url)) SET \(setting.name) = '\(setting.hostile)'",
            in: "postgres")
        // A value of `options` counts more than the database's, and `client_encoding` has a parameter of its own.
        let value = setting.hostile.replacing(" ", with: "%5C%20")
        let encoding = setting.name == "client_encoding" ? "&client_encoding=LATIN1" : ""
        for url in [url, "\(url)?options=-c%20\(setting.name)%3D\(value)\(encoding)"] {
            let session = PostgreSQLSession(PostgreSQLAddress(url: url, password: nil), name: "test")
            let rows = try await session.perform { connection throws(JournalError) in
                try connection.run("SELECT current_setting(\(.text(setting.name))) AS value")
            }
            #expect(rows[0].text(.value) == setting.expected)
            await session.close()
        }
    }

    @Test func `a server that is silent is given up, and one that is slow is not`() async throws {
        let address = PostgreSQLAddress(url: try await PostgreSQLServer.shared().database(), password: nil)
        let session = PostgreSQLSession(address, name: "test")
        // Each row fills the buffer that the server sends, and all of them take longer than the limit.
        let rows = try await session.perform { connection throws(JournalError) in
            try connection.run(
                "SELECT pg_sleep(0.3), repeat('x', 20000) FROM generate_series(1, 20)", within: .seconds(4))
        }
        #expect(rows.count == 20)
        await #expect(throws: JournalError.self) {
            try await session.perform { connection throws(JournalError) in
                _ = try connection.run("SELECT pg_sleep(600)", within: .milliseconds(100))
            }
        }
        await session.close()
    }

    @Test func `a large value is written, and its server is given up when it takes nothing`() async throws {
        let server = try await PostgreSQLServer()
        let address = PostgreSQLAddress(url: try await server.database(), password: nil)
        let session = PostgreSQLSession(address, name: "test")
        let large = SQLValue.blob([UInt8](repeating: 7, count: 12 << 20))
        let write = { @Sendable (connection: PostgreSQLConnection) throws(JournalError) -> Int64 in
            try connection.run("SELECT octet_length(\(large)) AS size", within: .seconds(1))[0].integer(.size)
        }
        let first = try await session.perform(write)
        #expect(first == 12 << 20)
        try await server.pause()
        await #expect(throws: JournalError.self) { try await session.perform(write) }
        try await server.resume()
        let again = try await session.perform(patience: .seconds(60), write)
        #expect(again == 12 << 20)
        await session.close()
    }

    @Test func `a server that may lose what it has written is warned of`() async throws {
        let careless = try await PostgreSQLServer(settings: "fsync = off\nfull_page_writes = off")
        for (server, count) in [(careless, 2), (try await PostgreSQLServer.shared(), 0)] {
            let url = try await server.database()
            _ = try await PostgreSQLJournal.migrate(url)
            let journal = try await PostgreSQLJournal.open(url, mode: .tool)
            #expect(try await journal.warnings().count == count)
            await journal.close()
        }
    }

    @Test func `a session whose triggers do not run is refused`() async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.database()
        _ = try await PostgreSQLJournal.migrate(url)
        try await server.query(
            "ALTER DATABASE \(PostgreSQLServer.name(in: url)) SET session_replication_role = replica", in: "postgres")
        let error = await #expect(throws: JournalError.self) {
            try await PostgreSQLJournal.open(url, mode: .tool)
        }
        #expect(error?.description.contains("triggers do not run") == true)
    }

    @Test func `a migration may take longer than other statements`() async throws {
        let url = try await PostgreSQLServer.shared().database()
        var address = PostgreSQLAddress(url: url, password: nil)
        address.statementLimit = PostgreSQLSchema.limit
        #expect(
            address.settings(plansOnce: false).rendered(for: .postgresql).text.contains("'statement_timeout', '600000'")
        )
        _ = try await PostgreSQLJournal.migrate(url)
    }

    @Test(arguments: ["repeatable read", "serializable"], [1, 2, 3] as [UInt64])
    func `machines together run no more than they may, whatever the isolation of the database`(
        isolation: String, seed: UInt64
    ) async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.database()
        _ = try await PostgreSQLJournal.migrate(url)
        try await server.query(
            "ALTER DATABASE \(PostgreSQLServer.name(in: url)) SET default_transaction_isolation = '\(isolation)'",
            in: "postgres")
        let interleaving = Interleaving(url: url, actors: 3)
        var journals: [PostgreSQLJournal] = []
        for actor in 0..<3 {
            journals.append(
                try await interleaving.journal(of: actor, sharing: JournalSharing(maximumRunningTotal: 4)))
        }
        try await journals[0].record(1...60, hooks: "a")
        let claimed = Shared<[Int: [ClaimedRun]]>([:])
        let errors = Shared<[String]>([])
        var generator = SeededGenerator(seed: seed)
        try await interleaving.play(
            steps: 250, using: &generator,
            operation: { actor, generator in
                let journal = journals[actor]
                let mine = claimed.with { $0[actor, default: []] }
                let ended = Bool.random(using: &generator) ? mine.first : nil
                return {
                    do {
                        guard let ended else {
                            let runs = try await journal.claim("a", atMost: 3)
                            return claimed.with { $0[actor, default: []] += runs }
                        }
                        try await journal.finish(Sample.finished(ended, .succeeded))
                        claimed.with { $0[actor]?.removeAll { $0.id == ended.id } }
                    } catch {
                        errors.with { $0.append("\(error)") }
                    }
                }
            },
            check: {
                let running = try await interleaving.rows("SELECT count(*) AS count FROM runs WHERE state = 2")[0]
                    .integer(
                        .count)
                try #require(running <= 4)
            })
        #expect(errors.with(\.self).isEmpty)
        for journal in journals { await journal.close() }
        await interleaving.close()
    }
}
#endif
