import Synchronization
import Values

/// Says once in a while that something still holds, where every run that waits would say so each second.
final class Reminder: Sendable {
    private let last = Mutex<Timestamp?>(nil)
    private let pause: Duration

    /// Makes a reminder that is silent for `pause` after each time that it has spoken.
    init(every pause: Duration) {
        self.pause = pause
    }

    /// Whether it is time to speak.
    func isDue(at now: Timestamp) -> Bool {
        last.withLock { last in
            if let last, now >= last, now - last < pause { return false }
            last = now
            return true
        }
    }
}
