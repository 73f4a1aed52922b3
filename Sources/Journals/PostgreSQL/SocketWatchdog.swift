#if PostgreSQL
import Dispatch
import Glibc
import Synchronization

/// Shuts a socket down after a while, so that a thread that blocks on it gets an error.
final class SocketWatchdog: Sendable {
    private let isCancelled = Mutex(false)

    /// Begins to count; the socket must stay open until `cancel`.
    init(of socket: Int32, after limit: Duration) {
        DispatchQueue.global().asyncAfter(deadline: .now() + limit / .seconds(1)) { [weak self] in
            // Under the lock: after `cancel` the number may be that of another socket.
            self?.isCancelled.withLock { isCancelled in
                if !isCancelled { _ = shutdown(socket, Int32(SHUT_RDWR)) }
            }
        }
    }

    /// Leaves the socket alone from now on.
    func cancel() { isCancelled.withLock { $0 = true } }
}
#endif
