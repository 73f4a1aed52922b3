import Formats
import Foundation
import Glibc
import Processes
import Synchronization

/// A PostgreSQL server of the system's own packages, with its data in a directory of its own, on loopback.
///
/// It ends with the tests, however these end: a shell waits for that.
package final class PostgreSQLServer: Sendable {
    private let place: String
    private let port: Int
    private let guardian: Process

    /// Where the server's programs are; nil if it is not installed.
    package static let programs: String? = {
        let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
        let places = versions.compactMap { Int($0) }.sorted(by: >).map { "/usr/lib/postgresql/\($0)/bin" }
        return places.first { FileManager.default.isExecutableFile(atPath: "\($0)/initdb") }
    }()

    private static let common = Mutex<Task<PostgreSQLServer, any Error>?>(nil)

    /// One for all tests that do nothing to the server itself.
    package static func shared() async throws -> PostgreSQLServer {
        try await common.withLock { common in
            let task = common ?? Task { try await PostgreSQLServer() }
            common = task
            return task
        }.value
    }

    /// Makes the data of a server, and starts it.
    ///
    /// - Parameters:
    ///   - settings: lines of postgresql.conf.
    ///   - authentication: how others than `owner` show who they are.
    ///   - certified: whether it only takes encrypted connections, with a certificate for 127.0.0.1.
    /// - Throws: if it cannot be started.
    package convenience init(
        settings: String = "", authentication: String = "trust", certified: Bool = false
    ) async throws {
        try await self.init { server in
            try await server.run(
                "initdb", "-D", "\(server.place)/data", "-U", "owner", "-A", "trust", "-E", "UTF8",
                "--locale=C.UTF-8")
            let host = certified ? "hostssl" : "host"
            let rules = """
                local all owner trust
                local replication owner trust
                \(host) all owner 127.0.0.1/32 trust
                \(host) all all 127.0.0.1/32 \(authentication)

                """
            let accounts = try FileHandle(forWritingTo: URL(filePath: "\(server.place)/data/pg_hba.conf"))
            try accounts.truncate(atOffset: 0)
            try accounts.write(contentsOf: Data(rules.utf8))
            try accounts.close()
            try server.append("max_connections = 800\n\(settings)")
            if certified { try await server.certify() }
        }
    }

    /// Makes the place of a server, has its data made, and starts it.
    private init(making data: (PostgreSQLServer) async throws -> Void) async throws {
        guard let programs = Self.programs else { throw Trouble(description: "PostgreSQL is not installed") }
        place = FileManager.default.temporaryDirectory.appending(path: "hookrunner-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
        port = try await FreePort.find()
        guardian = Process()
        guardian.executableURL = URL(filePath: "/bin/sh")
        let stop = Self.asServer(["\(programs)/pg_ctl", "-D", "\(place)/data", "-m", "immediate", "stop"])
        guardian.arguments = [
            "-c", "read -r _; \(stop.joined(separator: " ")) >/dev/null 2>&1; rm -rf '\(place)'",
        ]
        guardian.standardInput = Pipe()
        try guardian.start()
        if getuid() == 0 { _ = try await Program.run(["postgres:", place], executable: "/bin/chown") }
        try await data(self)
        try append("listen_addresses = '127.0.0.1'\nport = \(port)\nunix_socket_directories = '\(place)'")
        try await start()
    }

    /// Makes a certificate that is its own authority.
    private func certify() async throws {
        try await run(
            "/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
            "-subj", "/CN=server", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "90", "-keyout",
            "\(place)/data/server.key", "-out", authority)
        try append("ssl = on\nssl_cert_file = '\(authority)'")
    }

    /// The certificate of whoever signed its own.
    package var authority: String { "\(place)/authority.pem" }

    /// Adds lines to its settings, of which the last counts.
    private func append(_ settings: String) throws {
        let handle = try FileHandle(forWritingTo: URL(filePath: "\(place)/data/postgresql.conf"))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((settings + "\n").utf8))
        try handle.close()
    }

    /// Makes a standby that follows this server; from then on, this one waits with each commit until that one has it.
    ///
    /// The standby itself waits for nobody, and so works alone once it is promoted.
    package func standby() async throws -> PostgreSQLServer {
        let standby = try await PostgreSQLServer { standby in
            try await standby.run(
                "pg_basebackup", "-R", "-c", "fast", "-D", "\(standby.place)/data", "-h", place, "-p", "\(port)", "-U",
                "owner")
        }
        try await query("ALTER SYSTEM SET synchronous_standby_names = '*'", in: "postgres")
        try await query("SELECT pg_reload_conf()", in: "postgres")
        try await eventually {
            try await query("SELECT sync_state FROM pg_stat_replication", in: "postgres") == ["sync"]
        }
        return standby
    }

    /// Makes a standby a server that can be written to, and returns when it is one.
    package func promote() async throws {
        try await run("pg_ctl", "-D", "\(place)/data", "-w", "promote")
    }

    deinit {
        (guardian.standardInput as? Pipe)?.fileHandleForWriting.closeFile()
    }

    /// Starts it, and returns when it can be used.
    package func start() async throws {
        // What a killed one has left may need a moment to notice.
        for _ in 1..<50 {
            if (try? await run("pg_ctl", "-D", "\(place)/data", "-w", "-l", "\(place)/log", "start")) != nil { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw Trouble(description: (try? String(contentsOfFile: "\(place)/log", encoding: .utf8)) ?? "no log")
    }

    /// Stops it: `fast`, or `immediate` as if it had crashed.
    package func stop(_ mode: String = "fast") async throws {
        try await run("pg_ctl", "-D", "\(place)/data", "-w", "-m", mode, "stop")
    }

    /// kill -9 of its first process; the others end when they notice.
    package func kill() throws {
        let text = try String(contentsOfFile: "\(place)/data/postmaster.pid", encoding: .utf8)
        guard let pid = text.split(separator: "\n").first.flatMap({ Int32($0) }) else { return }
        Glibc.kill(pid, SIGKILL)
    }

    /// Stops all its processes, so that it says nothing any more, until `resume`.
    package func pause() async throws { try await signal(SIGSTOP) }

    /// Lets them go on.
    package func resume() async throws { try await signal(SIGCONT) }

    private func signal(_ number: Int32) async throws {
        let text = try String(contentsOfFile: "\(place)/data/postmaster.pid", encoding: .utf8)
        guard let first = text.split(separator: "\n").first.flatMap({ Int32($0) }) else { return }
        Glibc.kill(first, number)
        let children = try await Program.run(["-P", "\(first)"], executable: "/usr/bin/pgrep")
        for child in children.output.split(separator: "\n").compactMap({ Int32($0) }) { Glibc.kill(child, number) }
    }

    /// Makes a database.
    ///
    /// - Returns: its URL.
    package func database() async throws -> String {
        let name = "t" + UUID().uuidString.lowercased().replacing("-", with: "")
        try await query("CREATE DATABASE \(name)", in: "postgres")
        return url(of: name)
    }

    /// Makes a database with the tables of a journal, made by the program itself.
    ///
    /// - Returns: its URL.
    package func journal() async throws -> String {
        let url = try await database()
        let made = try await Program.run(["journal", "migrate", url])
        guard made.status == 0, made.output.contains("has its tables now") else {
            throw Trouble(description: "journal migrate: \(made)")
        }
        return url
    }

    /// The name of the database in a URL.
    package static func name(in url: String) -> String {
        String(url.split(separator: "/").last ?? "")
    }

    /// The URL of a database.
    package func url(of database: String, user: String = "owner", port: Int? = nil) -> String {
        "postgresql://\(user)@127.0.0.1:\(port ?? self.port)/\(database)"
    }

    /// The URL of a database that is on several servers, of which one can be written to.
    package static func url(of database: String, onOneOf servers: [PostgreSQLServer]) -> String {
        let hosts = servers.map { "127.0.0.1:\($0.port)" }.joined(separator: ",")
        return "postgresql://owner@\(hosts)/\(database)?target_session_attrs=read-write"
    }

    /// Where it listens, beside its socket.
    package var loopbackPort: Int { port }

    /// What psql(1) prints for a statement: a line for each row, columns separated by `|`.
    @discardableResult
    package func query(_ sql: String, in database: String) async throws -> [String] {
        let outcome = try await Program.run(
            [
                "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-h", place, "-p", "\(port)", "-U", "owner", "-d",
                database,
            ]
                + ["-c", sql], executable: "/usr/bin/psql")
        guard outcome.status == 0 else { throw Trouble(description: outcome.messages) }
        return outcome.output.split(separator: "\n").map(String.init)
    }

    private func run(_ program: String, _ arguments: String...) async throws {
        let path = program.hasPrefix("/") ? program : "\(Self.programs ?? "")/\(program)"
        let words = Self.asServer([path] + arguments)
        // The server lives on with what it inherits, and Foundation takes a program for alive while anybody has its socket.
        let closing = #"for f in /proc/self/fd/*; do f=${f##*/}; [ "$f" -lt 3 ] || eval "exec $f>&-"; done; exec "$@""#
        let outcome = try await Program.run(
            ["-c", closing, "sh"] + words, executable: "/bin/bash", environment: ["LC_ALL": "C.UTF-8"], directory: "/")
        guard outcome.status == 0 else { throw Trouble(description: "\(program): \(outcome.messages)") }
    }

    /// PostgreSQL refuses to run as root.
    private static func asServer(_ words: [String]) -> [String] {
        getuid() == 0 ? ["/usr/sbin/runuser", "-u", "postgres", "--"] + words : words
    }

    /// What went wrong with it.
    package struct Trouble: Error, CustomStringConvertible {
        /// In the words of the server.
        package let description: String
    }
}
