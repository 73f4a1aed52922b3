import Formats
import CLinux
import Glibc
import Values

/// A handle on one process that never refers to a later process with the same pid: pidfd_open(2).
final class ProcessHandle: Sendable {
    private let descriptor: Int32

    /// Nil if the process is gone, or its pid is already reused.
    init?(_ status: ProcessStatus) {
        descriptor = pidfd_open(status.pid, 0)
        guard descriptor >= 0 else { return nil }
        // The handle keeps the pid from being reused, so this status belongs to the held process.
        guard let current = ProcessStatus.of(status.pid), current.startedAt == status.startedAt,
            current.group == status.group
        else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Sends a signal; does nothing if the process has exited.
    func signal(_ number: Int32) {
        _ = pidfd_send_signal(descriptor, number, nil, 0)
    }

    /// Returns when one of these has exited, or after `patience`.
    static func waitForAny(of handles: [ProcessHandle], atMost patience: Duration) {
        var waiting = handles.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        _ = poll(&waiting, nfds_t(waiting.count), Int32(clamping: max(0, patience.milliseconds + 1)))
    }
}
