import Formats
import Foundation
import Synchronization
package import Values

/// Runs commands in the executor, a process of its own, and starts a new one if that is lost.
package final class ExecutorClient: CommandRunner {
    /// What the operator should hear of.
    package enum Event: Sendable, Equatable {
        /// An executor was lost; a new one takes its place.
        case lost(reason: String)
        /// Processes that an executor had left behind were ended; so many of them are still there.
        case endedLeftovers(processes: Int, remaining: Int)
        /// If this process and its executor are killed together, commands run on.
        case unrecorded(reason: String)
    }

    /// A command that the executor was told to run.
    private struct Call: Sendable {
        let observe: @Sendable (CommandEvent) -> Void
        let end: CheckedContinuation<CommandResult, Never>
        let sentAt: Timestamp
        /// Whether an executor has been told, or is being told.
        var isSent = false
    }

    private struct State {
        var channel: MessageChannel?
        var calls: [UInt64: Call] = [:]
        var nextID: UInt64 = 1
        var isShutDown = false
        var limit: Message?
    }

    private let state = Mutex(State())
    /// Sending blocks while the executor is busy, which no thread of the tasks' pool may do. Suspended while there is no
    /// executor.
    private let sender = DispatchQueue(label: "executor")
    private let end = DispatchSemaphore(value: 0)
    private let executable: String
    private let arguments: [String]
    private let environment: [String: String]
    private let place: ExecutorRecordFile.Place
    private let clock: WallClock
    private let report: @Sendable (Event) -> Void

    /// Says how to start an executor; `start` starts it.
    ///
    /// - Parameters:
    ///   - executable: this program.
    ///   - arguments: what makes it call `Executor.serve()`.
    ///   - environment: ours, of which the executor gets what the system's loader and the like may need.
    ///   - place: where the executor's record is kept.
    ///   - clock: the time of day, for attempts that are lost with their executor.
    ///   - report: told what the operator should hear of.
    package init(
        executable: String, arguments: [String], environment: [String: String], record place: ExecutorRecordFile.Place,
        clock: WallClock = .system, report: @escaping @Sendable (Event) -> Void
    ) {
        self.executable = executable
        self.arguments = arguments
        self.environment = environment.filter { Self.isNeeded($0.key) }
        self.place = place
        self.clock = clock
        self.report = report
    }

    /// Variables that a process of this program may need to start; those of commands come with each command.
    private static func isNeeded(_ name: String) -> Bool {
        ["PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"].contains(name) || name.hasSuffix("SAN_OPTIONS")
    }

    /// Ends what an executor has left behind that was killed with its daemon, then starts one. Once.
    package func start() async {
        // Resumed for each executor, and at the end: a suspended queue must not be released.
        sender.suspend()
        await withCheckedContinuation { continuation in
            let thread = Thread { [self] in
                let file = openRecord()
                endLeftovers(of: file)
                continuation.resume()
                keepExecutor(recordedIn: file)
            }
            thread.name = "executor"
            thread.start()
        }
    }

    /// Runs a command to its end; `.interrupted` if its executor is lost under it.
    package func run(
        _ invocation: CommandInvocation, observe: @escaping @Sendable (CommandEvent) -> Void
    ) async -> CommandResult {
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let call = Call(observe: observe, end: continuation, sentAt: clock.now)
                state.withLock { $0.calls[id] = call }
                send(.start(id, invocation))
                if Task.isCancelled { send(.stop(id, patience: CommandLife.patience)) }
            }
        } onCancel: {
            send(.stop(id, patience: CommandLife.patience))
        }
    }

    /// Ends every command that runs.
    package func stopAll(patience: Duration) async {
        send(.stopAll(patience: patience))
    }

    /// Tells the executor, and each later one, until when commands may run. The moment is fixed here, however long the
    /// message takes.
    package func mayRun(for time: Duration) {
        let limit = Message.mayRun(untilUptime: Uptime.milliseconds + time.milliseconds)
        state.withLock { $0.limit = limit }
        send(limit)
    }

    /// Lets the executor go, which ends what still runs.
    package func shutDown() async {
        let channel = state.withLock { state in
            state.isShutDown = true
            return state.channel
        }
        channel?.end()
        end.signal()
    }

    /// Sends in the order of the calls. What comes before there is an executor waits for it; what cannot be sent has not run.
    private func send(_ message: Message) {
        sender.async { [self] in
            let channel = state.withLock { $0.channel }
            if let channel, claim(message), channel.send(message) { return }
            if case .start(let id, _) = message { finish(id, interrupted(id)) }
        }
    }

    /// Notes that this executor is told of the command; false if the command has been given up.
    private func claim(_ message: Message) -> Bool {
        guard case .start(let id, _) = message else { return true }
        return state.withLock { state in
            state.calls[id]?.isSent = true
            return state.calls[id] != nil
        }
    }

    private func interrupted(_ id: UInt64) -> CommandResult {
        let sentAt = state.withLock { $0.calls[id]?.sentAt }
        return CommandResult(exit: .interrupted, startedAt: sentAt ?? clock.now, finishedAt: clock.now)
    }

    private func finish(_ id: UInt64, _ result: CommandResult) {
        state.withLock { $0.calls.removeValue(forKey: id) }?.end.resume(returning: result)
    }

    private var isShutDown: Bool { state.withLock { $0.isShutDown } }

    /// Starts an executor, reads from it until it is lost, and starts the next one.
    private func keepExecutor(recordedIn file: ExecutorRecordFile?) {
        var pause: Duration = .milliseconds(100)
        while !isShutDown {
            do {
                let (process, channel) = try startExecutor(recordedIn: file)
                pause = .milliseconds(100)
                serve(channel)
                cleanUp(after: process, file)
            } catch {
                report(.lost(reason: "cannot start '\(executable)': \(error.localizedDescription)"))
            }
            // An executor that cannot live is not tried in a tight loop, the less so the longer it lasts.
            if !isShutDown { _ = end.wait(timeout: .now() + .milliseconds(Int(pause.milliseconds))) }
            pause = min(pause * 2, .seconds(10))
        }
        file?.remove()
        sender.resume()
    }

    /// Lets messages through until the executor is gone.
    private func serve(_ channel: MessageChannel) {
        let limit = state.withLock { state in
            state.channel = channel
            return state.limit
        }
        if let limit { _ = channel.send(limit) }
        if isShutDown { channel.end() }
        sender.resume()
        while let message = channel.receive() { take(message) }
        sender.suspend()
        // Not before a message that is being sent has failed. The queue goes on with the next executor, or at the end.
        sender.async { channel.close() }
    }

    private func take(_ message: Message) {
        switch message {
        case .started(let id, let pid):
            state.withLock { $0.calls[id] }?.observe(.started(pid: pid))
        case .output(let id, let bytes):
            state.withLock { $0.calls[id] }?.observe(.output(bytes))
        case .finished(let id, let result):
            finish(id, result)
        case .start, .stop, .stopAll, .mayRun:
            break
        }
    }

    /// The executor is gone: ends what it had started, and only then says so, so that no command meets its successor.
    private func cleanUp(after process: Process, _ file: ExecutorRecordFile?) {
        // Those that wait to be sent go to the next executor.
        let calls = state.withLock { $0.calls.filter(\.value.isSent) }
        endLeftovers(of: file)
        if !isShutDown {
            report(.lost(reason: process.isRunning ? "it closed its socket" : "it ended with \(process.ending)"))
        }
        for id in calls.keys { finish(id, interrupted(id)) }
    }
}

extension ExecutorClient {
    private func openRecord() -> ExecutorRecordFile? {
        do throws(ExecutorRecordFile.Unusable) {
            return try ExecutorRecordFile.open(in: place, abandoned: endLeftovers)
        } catch {
            report(.unrecorded(reason: error.description))
        }
        // Good for the loss of an executor, at least.
        return try? ExecutorRecordFile.open(in: .memory) { _ in }
    }

    private func endLeftovers(of file: ExecutorRecordFile?) {
        guard let file else { return }
        let leftovers = Leftovers.end(file.read)
        if leftovers.ended > 0 {
            report(.endedLeftovers(processes: leftovers.ended, remaining: leftovers.remaining))
        }
        file.clear()
    }

    private func startExecutor(recordedIn file: ExecutorRecordFile?) throws -> (Process, MessageChannel) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        defer { close(ends[1]) }
        let process = Process()
        process.executableURL = URL(filePath: executable, directoryHint: .notDirectory)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
        process.standardOutput =
            file.map { FileHandle(fileDescriptor: $0.descriptor, closeOnDealloc: false) } ?? FileHandle.nullDevice
        do {
            try process.start()
        } catch {
            close(ends[0])
            throw error
        }
        return (process, MessageChannel(descriptor: ends[0]))
    }
}

extension Process {
    /// `status 1`, `signal 9`.
    fileprivate var ending: String {
        terminationReason == .exit ? "status \(terminationStatus)" : "signal \(terminationStatus)"
    }
}
