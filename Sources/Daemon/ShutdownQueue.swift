import Dispatch
import Synchronization

/// Takes the events of the daemon's end, sets its alarms, and hands out its actions.
///
/// It lives on a queue of its own, not on the tasks' pool: whatever blocks the threads there, a signal is heard here, and
/// the process ends when its time is over.
final class ShutdownQueue: Sendable {
    /// How long commands have between SIGTERM and SIGKILL.
    static let commandPatience: Duration = .seconds(5)
    /// How long the journal has after that for the ends of the commands.
    static let lastMoment: Duration = .seconds(2)

    /// What is to be done, `abandon` apart, in order; ends with `leave`.
    let actions: AsyncStream<Shutdown.Action>
    private let action: AsyncStream<Shutdown.Action>.Continuation
    private let queue = DispatchQueue(label: "shutdown")
    private let shutdown = Mutex(Shutdown())
    private let timeout: Mutex<Duration>
    private let abandon: @Sendable (Set<Shutdown.Part>) -> Void

    /// - Parameters:
    ///   - timeout: `shutdown-timeout`.
    ///   - abandon: ends the process though these parts have not ended. Called on the queue.
    init(timeout: Duration, abandon: @escaping @Sendable (Set<Shutdown.Part>) -> Void) {
        self.timeout = Mutex(timeout)
        self.abandon = abandon
        (actions, action) = AsyncStream.makeStream()
    }

    /// Uses another `shutdown-timeout`, unless the end has begun.
    func use(_ timeout: Duration) {
        self.timeout.withLock { $0 = timeout }
    }

    /// Something has happened.
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
