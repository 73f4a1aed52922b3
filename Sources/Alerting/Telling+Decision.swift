import Journals
import Values

extension Telling {
    /// How often telling is tried, and after which waits at most.
    static let policy = RetryPolicy(attempts: 5, first: .seconds(10), last: .seconds(300))

    /// Begins to tell, if it is time to; returns whether the command is to be run. Pure: no I/O, no clock.
    mutating func begin(at now: Timestamp) -> Bool {
        guard tellAt != nil, !isWaiting(at: now) else { return false }
        guard attempts < Self.policy.attempts else {
            // Each time the daemon that told it has gone meanwhile.
            tellAt = nil
            isBeingTold = false
            return false
        }
        isBeingTold = true
        attempts += 1
        tellAt = now + Self.longest
        return true
    }

    /// Takes in how the command has ended.
    mutating func end(_ decision: RunState.Decision, at now: Timestamp) {
        isBeingTold = false
        switch decision {
        case .succeed, .fail: tellAt = nil
        case .retry(let wait): tellAt = now + wait
        case .resume:
            attempts -= 1
            tellAt = now
        }
    }

    /// Whether a command tells it just now.
    func isBusy(at now: Timestamp) -> Bool { isBeingTold && isWaiting(at: now) }

    /// Whether it is too early to tell. Nothing waits for longer than this: then the clock has been set back.
    private func isWaiting(at now: Timestamp) -> Bool {
        tellAt.map { $0 > now && $0 - now <= Self.longest } ?? false
    }
}
