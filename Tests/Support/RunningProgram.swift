import Foundation
import Glibc
import Processes
import Synchronization

/// The built program while it runs, with its output in a file as it comes.
package final class RunningProgram: Sendable {
    private let place: TemporaryDirectory
    private let ended: Task<Int32, any Error>
    private let life = Life()
    /// Its process id.
    package let pid: Int32

    /// Starts it.
    ///
    /// - Parameters:
    ///   - arguments: what stands behind its name.
    ///   - executable: its path; hookrunner's own unless said otherwise.
    ///   - environment: added to PATH and HOME.
    ///   - directory: the working directory.
    /// - Throws: if it cannot be started.
    package init(
        _ arguments: [String], executable: String = Program.path, environment: [String: String] = [:], directory: String
    ) throws {
        place = try TemporaryDirectory()
        try place.write("", to: "stdout")
        let process = Process()
        process.executableURL = URL(filePath: executable)
        process.arguments = arguments
        process.environment = Program.base.merging(environment) { $1 }
        process.currentDirectoryURL = URL(filePath: directory)
        process.standardInput = FileHandle.nullDevice
        let output = try FileHandle(forWritingTo: URL(filePath: place.file("stdout")))
        process.standardOutput = output
        try place.write("", to: "stderr")
        let messages = try FileHandle(forWritingTo: URL(filePath: place.file("stderr")))
        process.standardError = messages
        defer { [output, messages].forEach { try? $0.close() } }
        let (exits, exit) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = { [life] process in
            life.isOver.withLock { $0 = true }
            let isExit = process.terminationReason == .exit
            exit.yield(isExit ? process.terminationStatus : -process.terminationStatus)
            exit.finish()
        }
        try process.start()
        pid = process.processIdentifier
        ended = Task { await exits.first { _ in true } ?? -1 }
    }

    /// A test that has failed leaves nothing behind.
    deinit {
        life.isOver.withLock { isOver in
            if !isOver { kill(pid, SIGKILL) }
        }
    }

    /// Whether the process has ended, so that its number may be another's.
    private final class Life: Sendable {
        let isOver = Mutex(false)
    }

    /// What it has written so far.
    package var output: String { place.text(of: "stdout") ?? "" }

    /// The whole lines of that.
    package var lines: [String] { output.split(separator: "\n").map(String.init) }

    /// Sends a signal, and returns the exit status; the negative number of the signal if one ended it.
    @discardableResult
    package func end(with signal: Int32) async throws -> Int32 {
        kill(pid, signal)
        return try await ended.value
    }

    /// Waits for its end; the negative number of the signal if one ended it.
    package func status() async throws -> Int32 {
        try await ended.value
    }
}
