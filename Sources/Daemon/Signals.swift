import Dispatch
import Glibc
import Synchronization

/// The signals that the daemon handles.
package enum DaemonSignal: Int32, Sendable, CaseIterable {
    /// SIGTERM: shut down.
    case terminate = 15
    /// SIGINT: shut down, from a terminal.
    case interrupt = 2
    /// SIGHUP: reload the configuration.
    case hangUp = 1

    /// Such as `SIGTERM`.
    var name: String {
        switch self {
        case .terminate: "SIGTERM"
        case .interrupt: "SIGINT"
        case .hangUp: "SIGHUP"
        }
    }
}

/// Reports signals from a dedicated thread: the handler writes the number into a pipe ("self-pipe"), the thread reads
/// it.
///
/// The signals are not ignored, since commands would inherit that; exec resets a handler. They are not blocked either:
/// they would have to be blocked in every thread, including those of the pool.
package enum Signals {
    /// The write end of the pipe. The handler may use nothing but this and write(2): signal-safety(7).
    private static let writer = Atomic<Int32>(-1)

    /// Installs the handlers; to be called once per process. SIGPIPE is discarded from then on: write errors report the
    /// same.
    ///
    /// - Parameter take: called for each signal, on a thread that does nothing else.
    static func listen(_ take: @escaping @Sendable (DaemonSignal) -> Void) {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "cannot create the pipe for signals: errno \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reader = ends[0]
        writer.store(ends[1], ordering: .sequentiallyConsistent)
        DispatchQueue(label: "signals").async {
            // The parent process may have blocked signals; this thread, which belongs to us permanently, unblocks them.
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            var number: UInt8 = 0
            while case let count = read(reader, &number, 1), count != 0 {
                // If the read was interrupted, `number` is still the previous signal, which must not count twice.
                if count == 1, let signal = DaemonSignal(rawValue: Int32(number)) { take(signal) }
            }
        }
        signal(SIGPIPE) { _ in }
        for known in DaemonSignal.allCases { signal(known.rawValue, report) }
    }

    /// The signals as a stream, for callers that can handle them in a task.
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
