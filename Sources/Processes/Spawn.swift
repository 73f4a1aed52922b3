import Formats
import CLinux
import Foundation
import Synchronization
import Values

/// A started command, and our ends of its pipes.
struct Spawned {
    let process: Process
    let pid: Int32
    /// Keeps Foundation from reaping the process.
    let hold: CommandInput
    /// Readable once the process has exited: pidfd_open(2). Nil if the system lacks it.
    let exitDescriptor: Int32?
    /// Reads its output, stdout and stderr in the order of writing.
    let output: Int32
    /// Writes its input; nil once all of it is in the pipe.
    let input: Int32?
    /// Bytes of its input already in the pipe.
    let written: Int
}

/// Starts commands with Foundation's `Process`.
enum Spawn {
    /// Why a command was not started.
    enum Failure: Error {
        /// The command is at fault.
        case command(CommandError)
        /// The system has no processes, descriptors or memory left.
        case outOfResources(errno: Int32)
    }

    /// Starts a command. Call it on a thread that blocks no signals: a child inherits the thread's mask, and one
    /// started from a task or a dispatch queue would not get SIGTERM.
    ///
    /// - Parameters:
    ///   - invocation: the command.
    ///   - onCollected: called by Foundation, late and on any thread, with the exit as Foundation saw it.
    /// - Returns: the started command.
    /// - Throws: why it was not started.
    static func start(
        _ invocation: CommandInvocation, onCollected: @escaping @Sendable (Process) -> Void
    ) throws(Failure) -> Spawned {
        let process = try prepare(invocation)
        process.terminationHandler = onCollected
        let (hold, output, input) = try Process.starting.withLock { _ throws(Failure) in
            try startWhileLocked(process, program: invocation.arguments[0])
        }
        for end in [output, input] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let written = feed(input, invocation.input[...])
        let isFed = written == invocation.input.count
        if isFed { close(input) }
        return Spawned(
            process: process, pid: process.processIdentifier, hold: hold,
            exitDescriptor: exitDescriptor(of: process, hold), output: output, input: isFed ? nil : input,
            written: written)
    }

    /// Attaches the command's streams and starts it; returns our ends of them. No other start may come between finding
    /// the free descriptors and the start: the socket pair would not be found among them.
    private static func startWhileLocked(
        _ process: Process, program: String
    ) throws(Failure) -> (hold: CommandInput, output: Int32, input: Int32) {
        let free = try freeDescriptors()
        let (outputReader, outputWriter) = try pipe()
        let (inputReader, inputWriter): (Int32, Int32)
        do {
            (inputReader, inputWriter) = try pipe()
        } catch {
            [outputReader, outputWriter].forEach { close($0) }
            throw error
        }
        defer { [inputReader, outputWriter].forEach { close($0) } }
        let hold = CommandInput(inputReader, pairAmong: free)
        process.standardInput = hold
        process.standardOutput = FileHandle(fileDescriptor: outputWriter, closeOnDealloc: false)
        process.standardError = process.standardOutput
        do {
            try process.startWhileLocked()
        } catch {
            [outputReader, inputWriter].forEach { close($0) }
            throw failure(error, program: program)
        }
        return (hold, outputReader, inputWriter)
    }

    /// Writes as much as fits into the pipe. Once it has no reader, all bytes count as written.
    static func feed(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Int {
        var written = 0
        while written < bytes.count {
            let count = bytes.dropFirst(written).withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                written += count
            } else if errno == EAGAIN {
                return written
            } else if errno != EINTR {
                return bytes.count
            }
        }
        return written
    }

    private static func prepare(_ invocation: CommandInvocation) throws(Failure) -> Process {
        let process = Process()
        let variables = invocation.environment.map { ($0.name, $0.value) }
        process.environment = Dictionary(variables, uniquingKeysWith: { $1 })
        if let directory = invocation.directory {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory), isDirectory.boolValue
            else { throw .command(.directoryMissing(directory)) }
            process.currentDirectoryURL = URL(filePath: directory, directoryHint: .isDirectory)
        }
        do {
            let file = try ProgramPath.find(
                invocation.arguments[0], path: process.environment?["PATH"], directory: invocation.directory)
            process.executableURL = URL(filePath: file, directoryHint: .notDirectory)
        } catch {
            throw .command(error)
        }
        process.arguments = Array(invocation.arguments.dropFirst())
        return process
    }

    /// A pidfd for its exit; without one, Foundation reports the exit.
    private static func exitDescriptor(of process: Process, _ hold: CommandInput) -> Int32? {
        let descriptor = pidfd_open(process.processIdentifier, 0)
        guard descriptor >= 0 else {
            hold.release()
            return nil
        }
        return descriptor
    }

    /// Upper bound for one start: two pipes, a pidfd, a hold, and Foundation's own, which are most for the first start.
    private static let descriptorsPerStart = 24

    /// Foundation leaks descriptors when they run out in the middle of a start, so this checks for enough of them
    /// before.
    private static func freeDescriptors() throws(Failure) -> [Int32] {
        var copies: [Int32] = []
        defer { copies.forEach { close($0) } }
        while copies.count < descriptorsPerStart {
            let copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3)
            guard copy >= 0 else { throw .outOfResources(errno: errno) }
            copies.append(copy)
        }
        return copies
    }

    /// Both ends are close-on-exec.
    private static func pipe() throws(Failure) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw .outOfResources(errno: errno) }
        return (ends[0], ends[1])
    }

    private static func failure(_ error: any Error, program: String) -> Failure {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        let code = Int32((underlying ?? error as NSError).code)
        let reason = String(cString: strerror(code)).lowercased()
        switch code {
        case EAGAIN, ENOMEM, EMFILE, ENFILE: return .outOfResources(errno: code)
        case ENOEXEC: return .command(.noInterpreterLine(program: program))
        case ENOENT:
            return .command(
                .refused(
                    program: program, reason: "the interpreter in its '#!' line is missing, or the line ends in CR LF"))
        default: return .command(.refused(program: program, reason: reason))
        }
    }
}
