import Dispatch
import Glibc
import Synchronization

/// The signals that the daemon listens to.
public enum DaemonSignal: Int32, Sendable, CaseIterable {
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

/// Turns signals into values of a stream: the handler writes the number into a pipe ("self-pipe"), a thread reads it.
///
/// A handler is reset when a command is started, other than an ignored signal, which a command would inherit; a blocked
/// signal would have to be blocked in every thread, those of the pool included. That is why it is neither.
public enum Signals {
    /// The pipe's end for the handler, which may touch nothing but this and write(2): signal-safety(7).
    private static let writer = Atomic<Int32>(-1)

    /// Starts to listen; to be called once in a process. SIGPIPE does nothing from then on: errors tell the same.
    public static func stream() -> AsyncStream<DaemonSignal> {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "no pipe for signals: errno \(errno)")
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let reader = ends[0]
        writer.store(ends[1], ordering: .sequentiallyConsistent)
        let (stream, continuation) = AsyncStream<DaemonSignal>.makeStream()
        DispatchQueue(label: "signals").async {
            // Whoever started us may have blocked signals; this thread, which is ours for good, takes them.
            var none = sigset_t()
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, nil)
            var number: UInt8 = 0
            while read(reader, &number, 1) != 0 {
                if let signal = DaemonSignal(rawValue: Int32(number)) { continuation.yield(signal) }
            }
        }
        signal(SIGPIPE) { _ in }
        for known in DaemonSignal.allCases { signal(known.rawValue, report) }
        return stream
    }

    private static let report: @convention(c) (Int32) -> Void = { number in
        let before = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(Signals.writer.load(ordering: .relaxed), &byte, 1)
        errno = before
    }
}
