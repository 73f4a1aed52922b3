import Glibc
import Synchronization
import Values

/// The process that runs commands, and knows nothing else: no network, no journal, no secrets, few descriptors.
///
/// Foundation's `Process` walks over every descriptor of its process at each start: with 10,000 connections open it
/// starts 62 commands a second, with few 1,450. So the daemon, which holds connections, has this one run its commands.
public enum Executor {
    /// Serves the daemon at the other end of `descriptor` until that is gone, then ends what still runs.
    ///
    /// - Parameter descriptor: one end of a socket pair.
    /// - Returns: the exit status.
    public static func serve(on descriptor: Int32) -> Int32 {
        ProcessName.set("hook-executor")
        ignoreTerminal()
        let channel = MessageChannel(descriptor: descriptor)
        // The daemon starts another one, and the runs that wait are tried there.
        let loop = CommandLoop(clock: .system, whenStuck: { exit(EX_TEMPFAIL) })
        let running = RunningCount()
        while let message = channel.receive() {
            switch message {
            case .start(let id, let invocation):
                running.add()
                loop.submit(
                    .start(id, invocation, report: { report($0, of: id, on: channel) }) { result in
                        _ = channel.send(.finished(id, result))
                        running.remove()
                    })
            case .stop(let id, let patience):
                loop.submit(.stop(id, patience: patience))
            case .stopAll(let patience):
                loop.submit(.stopAll(patience: patience))
            case .started, .output, .finished:
                return 1
            }
        }
        loop.submit(.stopAll(patience: CommandLife.patience))
        running.waitForNone()
        return 0
    }

    private static func report(_ event: CommandEvent, of id: UInt64, on channel: MessageChannel) {
        switch event {
        case .started(let pid): _ = channel.send(.started(id, pid: pid))
        case .output(let bytes): _ = channel.send(.output(id, bytes))
        }
    }

    /// The daemon alone says when it is over, not a terminal or a service manager that signals everybody. A handler that
    /// does nothing, since a command would inherit an ignored signal.
    private static func ignoreTerminal() {
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { _ in } }
    }
}

/// How many commands run, and a way to wait until it is none.
private final class RunningCount: Sendable {
    private let count = Mutex(0)

    func add() { count.withLock { $0 += 1 } }

    func remove() { count.withLock { $0 -= 1 } }

    /// Looks again and again: this is the end of the process, and nobody else waits.
    func waitForNone() {
        while count.withLock({ $0 > 0 }) { usleep(1000) }
    }
}
