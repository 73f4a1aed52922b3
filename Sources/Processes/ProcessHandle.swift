import Formats
import CLinux
import Glibc
import Values

/// One process, and never another one that gets its number later: pidfd_open(2).
final class ProcessHandle: Sendable {
    private let descriptor: Int32

    /// Takes hold of a process; nil if it is gone, or its number already another's.
    init?(_ status: ProcessStatus) {
        descriptor = pidfd_open(status.pid, 0)
        guard descriptor >= 0 else { return nil }
        // What is said of the number now is said of the process that is held: its number is not given away before its end.
        guard let current = ProcessStatus.of(status.pid), current.startedAt == status.startedAt,
            current.group == status.group
        else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a signal; that it has ended is not an error.
    func signal(_ number: Int32) {
        _ = pidfd_send_signal(descriptor, number, nil, 0)
    }

    /// Returns when one of these has ended, or the time is over.
    static func waitForAny(of handles: [ProcessHandle], atMost patience: Duration) {
        var waiting = handles.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = poll(&waiting, nfds_t(waiting.count), Int32(clamping: max(0, patience.milliseconds + 1)))
    }
}
