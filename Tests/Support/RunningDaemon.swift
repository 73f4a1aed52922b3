import Foundation
import Glibc

/// A daemon of the built program, with a configuration and a journal in a directory of its own.
package actor RunningDaemon {
    /// Where its configuration, journal and log are.
    public nonisolated let directory: TemporaryDirectory
    /// The secret of its endpoint `/circularo`.
    package static let secret = "test secret of its own"
    private let extraEnvironment: [String: String]
    private let launcher: [String]
    private let arguments: [String]
    private var process = Process()
    private var ended: Task<Int32, any Error>?
    private var starts = 0
    /// What it tells a service manager, from the first word after `READY=1`; nil before its start.
    package private(set) var notifications: NotifySocket?

    /// Starts a daemon with one endpoint `/circularo` that holds `hooks`, and ends it after `body`.
    ///
    /// - Parameters:
    ///   - hooks: directives within the endpoint.
    ///   - settings: directives outside it.
    ///   - journal: where its journal is.
    ///   - options: of `serve`, beside the configuration.
    ///   - environment: of the daemon, beside PATH and HOME.
    ///   - directory: where it lives, if the test has already put something there.
    ///   - launcher: a program with arguments that becomes the daemon, such as `prlimit`.
    ///   - body: the test.
    /// - Throws: what `body` throws, or that the daemon does not start.
    package static func with(
        hooks: String, settings: String = "", journal: String? = nil, options: [String] = [],
        environment: [String: String] = [:],
        in directory: TemporaryDirectory? = nil, launcher: [String] = [], _ body: (RunningDaemon) async throws -> Void
    ) async throws {
        let place = try directory ?? TemporaryDirectory()
        let kept: String
        if let journal { kept = journal } else { kept = try await usualJournal(in: place) }
        try place.write(
            """
            listen 127.0.0.1:0
            journal \(kept)
            \(settings)
            endpoint /circularo {
                provider circularo
                secret env CIRCULARO_SECRET
            \(hooks)
            }
            """, to: "hookrunner.conf")
        try await with(
            ["serve", "-c", place.file("hookrunner.conf")] + options, environment: environment, in: place,
            launcher: launcher,
            body)
    }

    /// Whether daemons have their journal in a directory, unless a test says so: with HOOKRUNNER_JOURNAL=postgresql it is a
    /// database for each place.
    package static let usesDirectory = ProcessInfo.processInfo.environment["HOOKRUNNER_JOURNAL"] != "postgresql"

    private static func usualJournal(in place: TemporaryDirectory) async throws -> String {
        if usesDirectory { return "journal" }
        if let known = place.text(of: "database") { return known }
        let url = try await PostgreSQLServer.shared().journal()
        try place.write(url, to: "database")
        return url
    }

    /// Starts a daemon with these arguments, and ends it after `body`.
    ///
    /// - Parameters:
    ///   - arguments: what stands behind the program's name.
    ///   - environment: of the daemon, beside PATH and HOME.
    ///   - directory: where it lives.
    ///   - launcher: a program with arguments that becomes the daemon.
    ///   - body: the test.
    /// - Throws: what `body` throws, or that the daemon does not start.
    package static func with(
        _ arguments: [String], environment: [String: String] = [:], in directory: TemporaryDirectory,
        launcher: [String] = [], _ body: (RunningDaemon) async throws -> Void
    ) async throws {
        let daemon = RunningDaemon(
            directory: directory, arguments: arguments, environment: environment, launcher: launcher)
        try await daemon.start()
        do {
            try await body(daemon)
        } catch {
            await daemon.kill()
            throw error
        }
        await daemon.kill()
    }

    private init(
        directory: TemporaryDirectory, arguments: [String], environment: [String: String], launcher: [String]
    ) {
        self.arguments = arguments
        self.launcher = launcher
        self.directory = directory
        extraEnvironment = environment
    }

    /// Its process id.
    package var pid: Int32 { process.processIdentifier }

    /// Everything that it has logged since its last start.
    package var log: String { directory.text(of: "log.\(starts)") ?? "" }

    /// What its configuration says of its journal.
    public nonisolated var journalLine: String {
        let lines = directory.text(of: "hookrunner.conf")?.split(separator: "\n") ?? []
        return lines.first { $0.hasPrefix("journal ") }.map(String.init) ?? ""
    }

    /// `host:port` wherever it listens, in the order of its configuration.
    package var addresses: [String] {
        log.split(separator: "\n").filter { !$0.contains("admin-listening") }.compactMap {
            $0.split(separator: "listening address=").dropFirst().first.map(String.init)
        }
    }

    /// The first of them; empty if there is none.
    package var address: String { addresses.first ?? "" }

    /// Starts it, and returns when it is ready.
    package func start() async throws {
        starts += 1
        let ready = try NotifySocket(path: directory.file("notify.\(UInt32.random(in: 0...UInt32.max))"))
        try directory.write("", to: "log.\(starts)")
        process = Process()
        let words = launcher + [Program.path] + arguments
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.environment = Program.base
            .merging(["CIRCULARO_SECRET": Self.secret, "NOTIFY_SOCKET": ready.path]) { $1 }
            .merging(extraEnvironment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let messages = try FileHandle(forWritingTo: URL(filePath: directory.file("log.\(starts)")))
        process.standardError = messages
        ended = Task { [process] in try await process.statusAtEnd() }
        notifications = ready
        defer { try? messages.close() }
        let message = await ready.next()
        guard message == "READY=1" else {
            throw NotReady(
                description: "the daemon is not ready: '\(message)'; its log:\n\(log)\nits threads:\n\(threads)")
        }
    }

    /// What each of its threads waits for, for those who want to know why it hangs.
    private var threads: String {
        let tasks = "/proc/\(pid)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: tasks)) ?? []).map { task in
            ["comm", "wchan", "syscall"].map { name in
                let text = try? String(contentsOfFile: "\(tasks)/\(task)/\(name)", encoding: .utf8)
                return (text ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
            }.joined(separator: " ")
        }.joined(separator: "\n")
    }

    /// Sends a signal, and returns the exit status; the negative number of the signal if one ended it.
    @discardableResult
    package func end(with signal: Int32) async throws -> Int32 {
        Glibc.kill(pid, signal)
        return try await ended?.value ?? 0
    }

    /// Sends a signal, and goes on.
    package func send(_ signal: Int32) {
        Glibc.kill(pid, signal)
    }

    /// Waits for its end.
    package func status() async throws -> Int32 {
        try await ended?.value ?? 0
    }

    fileprivate func kill() async {
        guard process.isRunning else { return }
        Glibc.kill(pid, SIGKILL)
        _ = try? await ended?.value
    }

    /// Runs another command of the program with the same configuration.
    package func command(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        let configuration = ["-c", directory.file("hookrunner.conf")]
        return try await Program.run(
            [arguments[0]] + configuration + arguments.dropFirst(), input: input,
            environment: ["CIRCULARO_SECRET": Self.secret].merging(environment) { $1 }, directory: directory.path)
    }

    /// Returns when no run waits or is under way.
    public nonisolated func untilNothingRuns() async throws {
        for state in ["pending", "running"] {
            try await eventually("no run is \(state)") { try await list("--state", state, "--limit", "1").isEmpty }
        }
    }

    /// What `list --json` says, a line each.
    package func list(_ options: String...) async throws -> [String] {
        let configuration = ["list", "--json", "-c", directory.file("hookrunner.conf")]
        let outcome = try await Program.run(
            configuration + options, environment: ["CIRCULARO_SECRET": Self.secret], directory: directory.path)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// What curl says of a request.
    package struct Answer: Sendable, Equatable {
        /// 0 if there was no answer.
        package let status: Int
        /// The body.
        package let body: String

        /// The id that the body of a 202 gives; empty if there is none.
        package var deliveryID: String {
            body.components(separatedBy: #""id":""#).dropFirst().first.map { String($0.prefix(26)) } ?? ""
        }

        /// Puts an answer together, to compare with.
        package init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    /// Posts a body with Circularo's signature, made by openssl; `signature` and `path` as a test wants them.
    package func post(
        _ body: String, signature: String? = nil, path: String = "/circularo", options: [String] = []
    ) async throws -> Answer {
        let made = try await Self.signature(of: body)
        let header = signature ?? made
        let outcome = try await Program.run(
            [
                "-s", "-w", "\n%{http_code}", "-H", "x-circularo-signature: \(header)", "--data-binary", "@-",
                "http://\(address)\(path)",
            ] + options, executable: "/usr/bin/curl", input: body)
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false)
        return Answer(
            status: lines.last.flatMap { Int($0) } ?? 0, body: lines.dropLast().joined(separator: "\n"))
    }

    /// What openssl(1) says the signature is: not our own code.
    package static func signature(of body: String) async throws -> String {
        let outcome = try await Program.run(
            ["dgst", "-sha256", "-hmac", secret], executable: "/usr/bin/openssl", input: body)
        return outcome.output.split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) } ?? ""
    }
}

/// The daemon did not become ready.
private struct NotReady: Error, CustomStringConvertible {
    let description: String
}
