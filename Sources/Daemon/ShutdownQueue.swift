import Dispatch
import Synchronization

/// Drives `Shutdown`: passes events to it, starts its timers, and publishes its actions.
///
/// It has its own queue. So signals are handled, and the process exits at the deadline, even if all threads of the
/// tasks' pool are blocked.
final class ShutdownQueue: Sendable {
    /// The time that commands have between SIGTERM and SIGKILL.
    static let commandPatience: Duration = .seconds(5)
    /// The time that the journal has after that to record the results of the commands.
    static let lastMoment: Duration = .seconds(2)

    /// All actions but `abandon`, in order; ends after `leave`.
    let actions: AsyncStream<Shutdown.Action>
    private let action: AsyncStream<Shutdown.Action>.Continuation
    private let queue = DispatchQueue(label: "shutdown")
    private let shutdown = Mutex(Shutdown())
    private let timeout: Mutex<Duration>
    private let abandon: @Sendable (Set<Shutdown.Part>) -> Void

    /// - Parameters:
    ///   - timeout: `shutdown-timeout`.
    ///   - abandon: exits although these parts have not finished. Called on the queue.
    init(timeout: Duration, abandon: @escaping @Sendable (Set<Shutdown.Part>) -> Void) {
        self.timeout = Mutex(timeout)
        self.abandon = abandon
        (actions, action) = AsyncStream.makeStream()
    }

    /// Changes `shutdown-timeout`, unless the shutdown has begun.
    func use(_ timeout: Duration) {
        self.timeout.withLock { $0 = timeout }
    }

    func take(_ event: Shutdown.Event) {
        queue.async { [self] in perform(shutdown.withLock { $0.take(event) }) }
    }

    private func take(_ event: Shutdown.Event, after wait: Duration) {
        queue.asyncAfter(deadline: .now() + wait / .seconds(1)) { [self] in
            perform(shutdown.withLock { $0.take(event) })
        }
    }

    private func perform(_ next: Shutdown.Action) {
        switch next {
        case .none:
            return
        case .drain:
            let timeout = timeout.withLock { $0 }
            take(.timeout, after: timeout)
            take(.deadline, after: timeout + Self.commandPatience + Self.lastMoment)
        case .endCommands(isUrgent: true):
            take(.deadline, after: Self.lastMoment)
        case .endCommands(isUrgent: false), .closeJournal, .leave:
            break
        case .abandon(let unfinished):
            return abandon(unfinished)
        }
        action.yield(next)
        if next == .leave { action.finish() }
    }
}
