import Foundation
import Glibc

/// A daemon of the built program, with a configuration and a journal in a directory of its own.
public actor RunningDaemon {
    /// Where its configuration, journal and log are.
    public nonisolated let directory: TemporaryDirectory
    /// The secret of its endpoint `/circularo`.
    public static let secret = "test secret"
    private let extraEnvironment: [String: String]
    private let launcher: [String]
    private var process = Process()
    private var ended: Task<Int32, any Error>?
    private var starts = 0

    /// Starts a daemon with one endpoint `/circularo` that holds `hooks`, and ends it after `body`.
    ///
    /// - Parameters:
    ///   - hooks: directives within the endpoint.
    ///   - settings: directives outside it.
    ///   - environment: of the daemon, beside PATH and HOME.
    ///   - directory: where it lives, if the test has already put something there.
    ///   - launcher: a program with arguments that becomes the daemon, such as `prlimit`.
    ///   - body: the test.
    /// - Throws: what `body` throws, or that the daemon does not start.
    public static func with(
        hooks: String, settings: String = "", environment: [String: String] = [:],
        in directory: TemporaryDirectory? = nil, launcher: [String] = [], _ body: (RunningDaemon) async throws -> Void
    ) async throws {
        let place = try directory ?? TemporaryDirectory()
        try place.write(
            """
            listen 127.0.0.1:0
            journal journal
            \(settings)
            endpoint /circularo {
                provider circularo
                secret env CIRCULARO_SECRET
            \(hooks)
            }
            """, to: "hookrunner.conf")
        let daemon = RunningDaemon(directory: place, environment: environment, launcher: launcher)
        try await daemon.start()
        do {
            try await body(daemon)
        } catch {
            await daemon.kill()
            throw error
        }
        await daemon.kill()
    }

    private init(directory: TemporaryDirectory, environment: [String: String], launcher: [String]) {
        self.launcher = launcher
        self.directory = directory
        extraEnvironment = environment
    }

    /// Its process id.
    public var pid: Int32 { process.processIdentifier }

    /// Everything that it has logged since its last start.
    public var log: String { directory.text(of: "log.\(starts)") ?? "" }

    /// `host:port` where it listens.
    public var address: String {
        log.split(separator: "\n").lazy.compactMap { $0.split(separator: "listening address=").dropFirst().first }
            .first.map(String.init) ?? ""
    }

    /// Starts it, and returns when it is ready.
    public func start() async throws {
        starts += 1
        let ready = try ReadySocket(path: directory.file("notify.\(UInt32.random(in: 0...UInt32.max))"))
        try directory.write("", to: "log.\(starts)")
        process = Process()
        let words = launcher + [Program.path, "serve", "-c", directory.file("hookrunner.conf")]
        process.executableURL = URL(filePath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(filePath: directory.path)
        process.environment = Program.base
            .merging(["CIRCULARO_SECRET": Self.secret, "NOTIFY_SOCKET": ready.path]) { $1 }
            .merging(extraEnvironment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = try FileHandle(forWritingTo: URL(filePath: directory.file("log.\(starts)")))
        ended = Task { [process] in try await process.statusAtEnd() }
        try await ready.wait { [log = directory.file("log.\(starts)")] in
            (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
        }
    }

    /// Sends a signal, and returns the exit status; the negative number of the signal if one ended it.
    @discardableResult
    public func end(with signal: Int32) async throws -> Int32 {
        Glibc.kill(pid, signal)
        return try await ended?.value ?? 0
    }

    /// Sends a signal, and goes on.
    public func send(_ signal: Int32) {
        Glibc.kill(pid, signal)
    }

    /// Waits for its end.
    public func status() async throws -> Int32 {
        try await ended?.value ?? 0
    }

    fileprivate func kill() async {
        guard process.isRunning else { return }
        Glibc.kill(pid, SIGKILL)
        _ = try? await ended?.value
    }

    /// Runs another command of the program with the same configuration.
    public func command(_ arguments: String..., input: String = "") async throws -> Program.Outcome {
        let configuration = ["-c", directory.file("hookrunner.conf")]
        return try await Program.run(
            [arguments[0]] + configuration + arguments.dropFirst(), input: input,
            environment: ["CIRCULARO_SECRET": Self.secret], directory: directory.path)
    }

    /// What `list --json` says, a line each.
    public func list(_ options: String...) async throws -> [String] {
        let configuration = ["list", "--json", "-c", directory.file("hookrunner.conf")]
        let outcome = try await Program.run(
            configuration + options, environment: ["CIRCULARO_SECRET": Self.secret], directory: directory.path)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// What curl says of a request.
    public struct Answer: Sendable, Equatable {
        /// 0 if there was no answer.
        public let status: Int
        /// The body.
        public let body: String

        /// The id that the body of a 202 gives; empty if there is none.
        public var deliveryID: String {
            body.components(separatedBy: #""id":""#).dropFirst().first.map { String($0.prefix(26)) } ?? ""
        }

        /// Puts an answer together, to compare with.
        public init(status: Int, body: String) {
            self.status = status
            self.body = body
        }
    }

    /// Posts a body with Circularo's signature, made by openssl; `signature` and `path` as a test wants them.
    public func post(
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
    public static func signature(of body: String) async throws -> String {
        let outcome = try await Program.run(
            ["dgst", "-sha256", "-hmac", secret], executable: "/usr/bin/openssl", input: body)
        return outcome.output.split(separator: " ").last.map { $0.trimmingCharacters(in: .newlines) } ?? ""
    }
}

/// Hears `READY=1`, as a service manager does: sd_notify(3).
private struct ReadySocket {
    let path: String
    private let descriptor: Int32

    init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        // A daemon that runs as another user may tell, too.
        chmod(path, 0o666)
    }

    /// Returns when the daemon is ready; throws with its log after 30 seconds without a word.
    func wait(log: @escaping @Sendable () -> String) async throws {
        let descriptor = descriptor
        let count = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var patience = timeval(tv_sec: 30, tv_usec: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
                var message = [UInt8](repeating: 0, count: 4096)
                continuation.resume(returning: recv(descriptor, &message, message.count, 0))
                close(descriptor)
            }
        }
        guard count > 0 else { throw NotReady(description: "the daemon is not ready; its log:\n\(log())") }
    }
}

/// The daemon did not become ready.
private struct NotReady: Error, CustomStringConvertible {
    let description: String
}
