import Formats
import Foundation
import Synchronization
package import Values

/// Runs commands in the executor, a separate process, and restarts it when it is lost.
package final class ExecutorClient: CommandRunner {
    /// Events for the operator.
    package enum Event: Sendable, Equatable {
        /// The executor was lost; a new one is started.
        case lost(reason: String)
        /// Processes of a lost executor were told to end; `remaining` of them are still running.
        case endedLeftovers(processes: Int, remaining: Int)
        /// There is no record: if this process and its executor are killed together, their commands continue.
        case unrecorded(reason: String)
    }

    /// A command that `run` waits for.
    private struct Call: Sendable {
        let observe: @Sendable (CommandEvent) -> Void
        let end: CheckedContinuation<CommandResult, Never>
        let sentAt: Timestamp
        /// Whether it has been sent to an executor, or is being sent.
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
    /// Sending blocks while the executor is busy, which no thread of the tasks' pool may do. Suspended without an
    /// executor.
    private let sender = DispatchQueue(label: "executor")
    private let end = DispatchSemaphore(value: 0)
    private let executable: String
    private let arguments: [String]
    private let environment: [String: String]
    private let place: ExecutorRecordFile.Place
    private let clock: WallClock
    private let report: @Sendable (Event) -> Void

    /// Configures the client; `start` starts the executor.
    ///
    /// - Parameters:
    ///   - executable: this program.
    ///   - arguments: make it call `Executor.serve()`.
    ///   - environment: the daemon's; the executor gets what the dynamic loader and the like may need.
    ///   - place: where the executor's record is kept.
    ///   - clock: the time of day, for attempts that are lost with their executor.
    ///   - report: receives events for the operator.
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

    /// Variables that this program may need to start; commands bring their own.
    private static func isNeeded(_ name: String) -> Bool {
        ["PATH", "LD_LIBRARY_PATH", "LLVM_PROFILE_FILE"].contains(name) || name.hasSuffix("SAN_OPTIONS")
    }

    /// Ends the commands of an executor that was killed with its daemon, then starts a new executor. Call it once.
    package func start() async {
        // Resumed with each executor and at shutdown: a suspended queue must not be released.
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

    /// Returns `.interrupted` if the executor is lost while the command runs.
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

    package func stopAll(patience: Duration) async {
        send(.stopAll(patience: patience))
    }

    /// Applies to the current executor and to each later one. The moment is fixed here, however long the message takes.
    package func mayRun(for time: Duration) {
        let limit = Message.mayRun(untilUptime: Uptime.milliseconds + time.milliseconds)
        state.withLock { $0.limit = limit }
        send(limit)
    }

    /// Closes the channel: the executor then ends the running commands and exits.
    package func shutDown() async {
        let channel = state.withLock { state in
            state.isShutDown = true
            return state.channel
        }
        channel?.end()
        end.signal()
    }

    /// Sends in the order of the calls. Messages wait for an executor; a command that cannot be sent has not run.
    private func send(_ message: Message) {
        sender.async { [self] in
            let channel = state.withLock { $0.channel }
            if let channel, claim(message), channel.send(message) { return }
            if case .start(let id, _) = message { finish(id, interrupted(id)) }
        }
    }

    /// Marks a command as sent; false if its call has ended.
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

    /// Starts an executor, serves it until it is lost, and starts the next one.
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
            // Back off while executors fail to start.
            if !isShutDown { _ = end.wait(timeout: .now() + .milliseconds(Int(pause.milliseconds))) }
            pause = min(pause * 2, .seconds(10))
        }
        file?.remove()
        sender.resume()
    }

    /// Exchanges messages until the executor is gone.
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
        // Runs after the message being sent has failed: the queue resumes with the next executor, or at shutdown.
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

    /// Ends the lost executor's commands before reporting their ends, so that none of them meets its successor.
    private func cleanUp(after process: Process, _ file: ExecutorRecordFile?) {
        // Unsent commands go to the next executor.
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
        // Covers at least the loss of the executor alone.
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
