import Journals
import Values

extension PendingNotification {
    /// How often the command is retried, and after which waits.
    static let policy = RetryPolicy(attempts: 5, first: .seconds(10), last: .seconds(300))

    /// Starts an attempt if one is due; returns whether to run the command. Pure: no I/O, no clock.
    mutating func begin(at now: Timestamp) -> Bool {
        guard notifyAt != nil, !isWaiting(at: now) else { return false }
        guard attempts < Self.policy.attempts else {
            // Each time, the daemon that ran the command has ended meanwhile.
            notifyAt = nil
            isInFlight = false
            return false
        }
        isInFlight = true
        attempts += 1
        notifyAt = now + Self.longest
        return true
    }

    /// `decision` is what follows from the exit of the command.
    mutating func end(_ decision: RunState.Decision, at now: Timestamp) {
        isInFlight = false
        switch decision {
        case .succeed, .fail: notifyAt = nil
        case .retry(let wait): notifyAt = now + wait
        case .resume:
            attempts -= 1
            notifyAt = now
        }
    }

    /// Whether the command runs now.
    func isBusy(at now: Timestamp) -> Bool { isInFlight && isWaiting(at: now) }

    /// Whether the attempt is not due yet. A wait longer than `longest` means that the clock was set back.
    private func isWaiting(at now: Timestamp) -> Bool {
        notifyAt.map { $0 > now && $0 - now <= Self.longest } ?? false
    }
}
