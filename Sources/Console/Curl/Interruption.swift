import Formats
import Daemon
import Glibc
import Synchronization

/// Ends a subcommand's commands when a signal ends the subcommand. Commands have process groups of their own, so a
/// terminal's Ctrl-C does not reach them.
final class Interruption: Sendable {
    /// It handles the signals of this process from its first use on.
    static let shared = Interruption()

    private struct State {
        var work: [Int: @Sendable () async -> Void] = [:]
        var next = 0
        var isEnding = false
    }

    private let state = Mutex(State())

    private init() {
        Task { [self] in
            for await signal in Signals.stream() { await end(by: signal) }
        }
    }

    /// Returns the result of `work`, which runs commands. A signal cancels it, waits until its commands have ended, and
    /// then ends the process.
    func guarding<Result: Sendable>(_ work: @escaping @Sendable () async -> Result) async -> Result {
        let task = Task { await work() }
        let number = state.withLock { state in
            state.next += 1
            state.work[state.next] = {
                task.cancel()
                _ = await task.value
            }
            return state.next
        }
        let result = await task.value
        let isEnding = state.withLock { state in
            state.work[number] = nil
            return state.isEnding
        }
        // The signal ends the program; it does not report the interrupted command.
        if isEnding { try? await Task.sleep(for: .seconds(3600)) }
        return result
    }

    private func end(by signal: DaemonSignal) async {
        let work = state.withLock { state in
            state.isEnding = true
            return Array(state.work.values)
        }
        for end in work { await end() }
        Glibc.signal(signal.rawValue, SIG_DFL)
        kill(getpid(), signal.rawValue)
    }
}
