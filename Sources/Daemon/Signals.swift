import Dispatch
import Glibc
import Synchronization

/// The signals that the daemon listens to.
package enum DaemonSignal: Int32, Sendable, CaseIterable {
    /// SIGTERM: end in good order.
    case terminate = 15
    /// SIGINT: as SIGTERM, from a terminal.
    case interrupt = 2
    /// SIGHUP: read the configuration anew.
    case hangUp = 1

    /// `SIGTERM`.
    var name: String {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        case .hangUp: "SIGHUP"
        }
    }
}

/// Reports signals from a thread of its own: the handler writes the number into a pipe ("self-pipe"), the thread reads it.
///
/// A handler is reset when a command is started, other than an ignored signal, which a command would inherit; a blocked
/// signal would have to be blocked in every thread, those of the pool included. That is why it is neither.
package enum Signals {
    /// The pipe's end for the handler, which may touch nothing but this and write(2): signal-safety(7).
    private static let writer = Atomic<Int32>(-1)

    /// Starts to listen; to be called once in a process. SIGPIPE does nothing from then on: errors tell the same.
    ///
    /// - Parameter take: hears of each signal, on a thread that does nothing else.
    static func listen(_ take: @escaping @Sendable (DaemonSignal) -> Void) {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no pipe for signals: errno \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reader = ends[0]
        writer.store(ends[1], ordering: .sequentiallyConsistent)
        DispatchQueue(label: "signals").async {
            // The parent process may have blocked signals; this thread, which is ours for good, unblocks them.
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            var number: UInt8 = 0
            while case let count = read(reader, &number, 1), count != 0 {
                // Not that of before again, where the read was interrupted: a second signal is another wish.
                if count == 1, let signal = DaemonSignal(rawValue: Int32(number)) { take(signal) }
            }
        }
        signal(SIGPIPE) { _ in }
        for known in DaemonSignal.allCases { signal(known.rawValue, report) }
    }

    /// The same as a stream, for those who have nothing to do with a signal that cannot wait for a task.
    package static func stream() -> AsyncStream<DaemonSignal> {
        let (stream, continuation) = AsyncStream<DaemonSignal>.makeStream()
        listen { continuation.yield($0) }
        return stream
    }

    private static let report: @convention(c) (Int32) -> Void = { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.writer.load(ordering: .relaxed), &byte, 1)
        errno = before
    }
}
