import Foundation
import Synchronization
public import Values

/// Runs commands in the executor, a process of its own, and starts a new one if that is lost.
public final class ExecutorClient: CommandRunner {
    /// A command that the executor was told to run.
    private struct Call: Sendable {
        let observe: @Sendable (CommandEvent) -> Void
        let end: CheckedContinuation<CommandResult, Never>
        let sentAt: Timestamp
        /// Whether an executor has been told, or is being told.
        var isSent = false
        var pid: Int32?
    }

    private struct State {
        var channel: MessageChannel?
        var calls: [UInt64: Call] = [:]
        var nextID: UInt64 = 1
        var isShutDown = false
    }

    private let state = Mutex(State())
    /// Sending blocks while the executor is busy, which no thread of the tasks' pool may do.
    private let sender = DispatchQueue(label: "executor")
    private let executable: String
    private let arguments: [String]
    private let clock: WallClock
    private let onLoss: @Sendable (String) -> Void

    /// Starts the executor.
    ///
    /// - Parameters:
    ///   - executable: this program.
    ///   - arguments: what makes it call `Executor.serve(on: 0)`.
    ///   - clock: the time of day, for attempts that are lost with their executor.
    ///   - onLoss: told why an executor was lost; a new one takes its place.
    public init(
        executable: String, arguments: [String], clock: WallClock = .system,
        onLoss: @escaping @Sendable (String) -> Void
    ) {
        self.executable = executable
        self.arguments = arguments
        self.clock = clock
        self.onLoss = onLoss
        let thread = Thread { [self] in keepExecutor() }
        thread.name = "executor"
        thread.start()
    }

    /// Runs a command to its end; `.interrupted` if its executor is lost under it.
    public func run(
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
    public func stopAll(patience: Duration) async {
        send(.stopAll(patience: patience))
    }

    /// Lets the executor go, which ends what still runs.
    public func shutDown() async {
        let channel = state.withLock { state in
            state.isShutDown = true
            return state.channel
        }
        channel?.end()
    }

    /// Sends in the order of the calls. What cannot be sent is answered when the loss of the executor is noticed, and what
    /// comes before there is an executor waits for it.
    private func send(_ message: Message) {
        sender.async { [self] in
            while true {
                let (channel, isShutDown) = state.withLock { ($0.channel, $0.isShutDown) }
                if let channel {
                    if !claim(message) || !channel.send(message) { lose(message) }
                    return
                }
                if isShutDown { return lose(message) }
                usleep(1000)
            }
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

    /// A command that no executor has been told of has not run.
    private func lose(_ message: Message) {
        if case .start(let id, _) = message { finish(id, interrupted(id)) }
    }

    private func interrupted(_ id: UInt64) -> CommandResult {
        let sentAt = state.withLock { $0.calls[id]?.sentAt }
        return CommandResult(exit: .interrupted, startedAt: sentAt ?? clock.now, finishedAt: clock.now)
    }

    private func finish(_ id: UInt64, _ result: CommandResult) {
        state.withLock { $0.calls.removeValue(forKey: id) }?.end.resume(returning: result)
    }

    /// Starts an executor, reads from it until it is lost, and starts the next one.
    private func keepExecutor() {
        var pause: UInt32 = 100_000
        while !state.withLock({ $0.isShutDown }) {
            do {
                let (process, channel) = try startExecutor()
                pause = 100_000
                state.withLock { $0.channel = channel }
                while let message = channel.receive() { take(message) }
                state.withLock { $0.channel = nil }
                cleanUp(after: process, channel)
            } catch {
                onLoss("cannot start '\(executable)': \(error.localizedDescription)")
            }
            // An executor that cannot live is not tried in a tight loop, the less so the longer it lasts.
            if !state.withLock({ $0.isShutDown }) { usleep(pause) }
            pause = min(pause * 2, 10_000_000)
        }
    }

    private func startExecutor() throws -> (Process, MessageChannel) {
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw POSIXError(.init(rawValue: errno) ?? .EIO)
        }
        defer { close(ends[1]) }
        let process = Process()
        process.executableURL = URL(filePath: executable, directoryHint: .notDirectory)
        process.arguments = arguments
        process.standardInput = FileHandle(fileDescriptor: ends[1], closeOnDealloc: false)
        process.standardOutput = FileHandle.nullDevice
        do {
            try process.start()
        } catch {
            close(ends[0])
            throw error
        }
        return (process, MessageChannel(descriptor: ends[0]))
    }

    private func take(_ message: Message) {
        switch message {
        case .started(let id, let pid):
            let call = state.withLock { state in
                state.calls[id]?.pid = pid
                return state.calls[id]
            }
            call?.observe(.started(pid: pid))
        case .output(let id, let bytes):
            state.withLock { $0.calls[id] }?.observe(.output(bytes))
        case .finished(let id, let result):
            finish(id, result)
        case .start, .stop, .stopAll:
            break
        }
    }

    /// The executor is gone: ends what it had started, and only then says so, so that no command meets its successor.
    private func cleanUp(after process: Process, _ channel: MessageChannel) {
        // Those that wait to be sent go to the next executor.
        let calls = state.withLock { $0.calls.filter(\.value.isSent) }
        OrphanedGroups(leaders: calls.values.compactMap(\.pid)).end(patience: CommandLife.patience)
        if !state.withLock({ $0.isShutDown }) {
            onLoss(process.isRunning ? "it closed its socket" : "it ended with \(process.ending)")
        }
        for id in calls.keys { finish(id, interrupted(id)) }
        // Not waited for: the queue may be holding a message for the next executor, which this thread starts.
        sender.async { channel.close() }
    }
}

extension Process {
    /// `status 1`, `signal 9`.
    fileprivate var ending: String {
        terminationReason == .exit ? "status \(terminationStatus)" : "signal \(terminationStatus)"
    }
}
