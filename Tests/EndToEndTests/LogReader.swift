import Foundation
import Glibc
import Support

/// A process between the daemon's stderr and its log, which a test can stop: then the pipe fills up.
final class LogReader: Sendable {
    /// Has the daemon write into a FIFO that a process of its own reads. That one keeps none of the descriptors by which
    /// Foundation sees the daemon's end.
    static let launcher = [
        "/bin/bash", "-c",
        """
        rm -f pipe; mkfifo pipe
        (for f in /proc/self/fd/*; do f=${f##*/}; [ "$f" -lt 3 ] || eval "exec $f>&-"; done; exec cat pipe >&2) &
        echo $! > reader; exec "$@" 2> pipe
        """, "bash",
    ]

    private let pid: Int32
    private let pipe: String

    /// Finds the reader of a daemon that was started by `launcher`.
    init(of daemon: RunningDaemon) async throws {
        pipe = daemon.directory.file("pipe")
        pid = daemon.directory.numbers(in: "reader").first.map(Int32.init) ?? 0
        guard pid > 0 else { throw POSIXError(.ESRCH) }
    }

    /// Reads nothing any more.
    func stop() {
        kill(pid, SIGSTOP)
    }

    /// Whether the pipe is full: the next write to it waits.
    var isBlocking: Bool {
        let end = open(pipe, O_WRONLY | O_NONBLOCK | O_CLOEXEC)
        guard end >= 0 else { return false }
        defer { close(end) }
        var writable = pollfd(fd: end, events: Int16(POLLOUT), revents: 0)
        return poll(&writable, 1, 0) == 0
    }

    /// Ends the reader.
    func end() {
        kill(pid, SIGCONT)
        kill(pid, SIGKILL)
    }

    deinit {
        end()
    }
}
