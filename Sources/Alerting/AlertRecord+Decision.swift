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

    /// Takes the event in and says what to do. Pure: no I/O, no clock.
    mutating func take(_ event: Event, at now: Timestamp) -> Action {
        switch event {
        case .looked(let reading, let patience):
            return look(at: reading, patience: patience, at: now)
        case .left:
            return isFiring && !telling.isBusy(at: now) ? end(figure: nil, at: now) : .none
        case .asked:
            return telling.begin(at: now) ? .tell : .none
        case .told(let decision):
            telling.end(decision, at: now)
            return .none
        }
    }

    /// While somebody is being told, nothing changes: an end is never told before its beginning.
    private mutating func look(at reading: AlertReading, patience: Duration, at now: Timestamp) -> Action {
        takeBackFuture(at: now)
        switch (isFiring, reading.holds) {
        case (false, false):
            return .none
        case (false, true):
            guard !telling.isBusy(at: now) else { return .none }
            startedAt = now
            endedAt = nil
            lastTrueAt = now
            announce(reading.figure, at: now)
            return .begin
        case (true, true):
            // Written now and then, for those who have not seen it themselves: others, and who is started anew.
            if patience > .zero, now - (lastTrueAt ?? now) >= patience / 4 { lastTrueAt = now }
            return .none
        case (true, false):
            guard reading.isComplete, !telling.isBusy(at: now), now - (lastTrueAt ?? now) >= patience else {
                return .none
            }
            return end(figure: reading.figure, at: now)
        }
    }

    /// Where the clock has been set back, what the record knows of happened just now at the latest. Else an alert of
    /// silence would look for deliveries of the future, and never end.
    private mutating func takeBackFuture(at now: Timestamp) {
        watchedSince = min(watchedSince, now)
        startedAt = startedAt.map { min($0, now) }
        endedAt = endedAt.map { min($0, now) }
        lastTrueAt = lastTrueAt.map { min($0, now) }
    }

    private mutating func end(figure: Int64?, at now: Timestamp) -> Action {
        endedAt = now
        announce(figure, at: now)
        return .end
    }

    private mutating func announce(_ figure: Int64?, at now: Timestamp) {
        self.figure = figure
        telling = Telling(at: now)
    }
}
