import Synchronization
import Values

/// Limits a repeated message to one per `pause`.
final class Reminder: Sendable {
    private let last = Mutex<Timestamp?>(nil)
    private let pause: Duration

    init(every pause: Duration) {
        self.pause = pause
    }

    /// Whether the message is due. If so, `pause` starts again.
    func isDue(at now: Timestamp) -> Bool {
        last.withLock { last in
            if let last, now >= last, now - last < pause { return false }
            last = now
            return true
        }
    }
}
