import Daemon
import Glibc
import Synchronization

/// Ends what a subcommand runs when a signal ends the subcommand. Commands lead process groups of their own, so a
/// terminal's Ctrl-C does not reach them.
final class Interruption: Sendable {
    /// The one of this process: it takes over the signals when it is first used.
    static let shared = Interruption()

    private struct State {
        var work: [Int: @Sendable () async -> Void] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    private init() {
        Task { [self] in
            for await signal in Signals.stream() { await end(by: signal) }
        }
    }

    /// Returns the result of `work`, which runs commands. A signal cancels it, waits until its commands have ended, and
    /// then ends the process, as the signal would have done at once.
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
        defer { state.withLock { $0.work[number] = nil } }
        return await task.value
    }

    private func end(by signal: DaemonSignal) async {
        for end in state.withLock({ Array($0.work.values) }) { await end() }
        Glibc.signal(signal.rawValue, SIG_DFL)
        kill(getpid(), signal.rawValue)
    }
}
