import Journals
import Values

/// What an alert looks at, as it is now.
struct AlertReading: Equatable {
    /// Whether its condition holds.
    var holds: Bool
    /// What was measured; nil where there is nothing to measure.
    var figure: Int64?
    /// Whether all of its time has been watched: what is counted in memory begins anew with the daemon.
    var isComplete = true
}

extension AlertRecord {
    /// What happens to an alert.
    enum Event {
        /// Somebody has looked, and it ends after so long without its condition.
        case looked(AlertReading, patience: Duration)
        /// The configuration does not have it any more.
        case left
        /// Is there something to tell?
        case asked
        /// Telling it has ended like this.
        case told(RunState.Decision)
    }

    /// What is to be done, once the record is in the journal.
    enum Action {
        /// Nothing.
        case none
        /// Say that it has begun.
        case begin
        /// Say that it has ended.
        case end
        /// Run the `on-alert` command.
        case tell
    }

    /// How often telling is tried, and after which waits at most.
    static let policy = RetryPolicy(attempts: 5, first: .seconds(10), last: .seconds(300))
    /// A command has 5 minutes, and some seconds to be ended: whoever tells for longer has gone.
    static let longestTelling: Duration = .seconds(330)

    /// Takes the event in and says what to do. Pure: no I/O, no clock.
    mutating func take(_ event: Event, at now: Timestamp) -> Action {
        switch event {
        case .looked(let reading, let patience):
            return look(at: reading, patience: patience, at: now)
        case .left:
            return isFiring && !isBusy(at: now) ? end(figure: nil, at: now) : .none
        case .asked:
            return tell(at: now)
        case .told(.succeed), .told(.fail):
            isBeingTold = false
            tellAt = nil
        case .told(.retry(let wait)):
            isBeingTold = false
            tellAt = now + wait
        case .told(.resume):
            isBeingTold = false
            attempts -= 1
            tellAt = now
        }
        return .none
    }

    /// While somebody is being told, nothing changes: an end is never told before its beginning.
    private mutating func look(at reading: AlertReading, patience: Duration, at now: Timestamp) -> Action {
        // The clock has been set back.
        if let heldAt, heldAt > now { self.heldAt = now }
        switch (isFiring, reading.holds) {
        case (false, false):
            return .none
        case (false, true):
            guard !isBusy(at: now) else { return .none }
            startedAt = now
            endedAt = nil
            heldAt = now
            announce(reading.figure, at: now)
            return .begin
        case (true, true):
            // Written now and then, for those who have not seen it themselves: others, and who is started anew.
            if patience > .zero, now - (heldAt ?? now) >= patience / 4 { heldAt = now }
            return .none
        case (true, false):
            guard reading.isComplete, !isBusy(at: now), now - (heldAt ?? now) >= patience else { return .none }
            return end(figure: reading.figure, at: now)
        }
    }

    private mutating func end(figure: Int64?, at now: Timestamp) -> Action {
        endedAt = now
        announce(figure, at: now)
        return .end
    }

    private mutating func announce(_ figure: Int64?, at now: Timestamp) {
        self.figure = figure
        attempts = 0
        tellAt = now
        isBeingTold = false
    }

    private mutating func tell(at now: Timestamp) -> Action {
        guard tellAt != nil, !isWaiting(at: now) else { return .none }
        guard attempts < Self.policy.attempts else {
            // Each time whoever told it has gone meanwhile.
            tellAt = nil
            isBeingTold = false
            return .none
        }
        isBeingTold = true
        attempts += 1
        tellAt = now + Self.longestTelling
        return .tell
    }

    private func isBusy(at now: Timestamp) -> Bool { isBeingTold && isWaiting(at: now) }

    /// Whether it is too early to tell. Nobody waits for longer than this: then the clock has been set back.
    private func isWaiting(at now: Timestamp) -> Bool {
        tellAt.map { $0 > now && $0 - now <= Self.longestTelling } ?? false
    }
}
