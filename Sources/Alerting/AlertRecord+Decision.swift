import Journals
import Values

/// The present measurement of an alert.
struct AlertMeasurement: Equatable {
    /// Whether its condition is true.
    var holds: Bool
    /// The measured value; nil if there is none.
    var figure: Int64?
    /// Whether it covers the whole time of the alert. A count starts at 0 with the daemon, and is incomplete at first.
    var isComplete = true
}

extension AlertRecord {
    enum Event {
        /// It was measured. It ends after `patience` without its condition.
        case measured(AlertMeasurement, patience: Duration)
        /// It was removed from the configuration.
        case removed
        /// Check whether a notification is due.
        case polled
        /// The command has ended, with this decision.
        case notified(RunState.Decision)
    }

    /// To be done once the record is in the journal.
    enum Action {
        case none
        /// Log the start.
        case begin
        /// Log the end.
        case end
        /// Run the `on-alert` command.
        case notify
    }

    /// Pure: no I/O, no clock.
    mutating func take(_ event: Event, at now: Timestamp) -> Action {
        switch event {
        case .measured(let reading, let patience):
            return look(at: reading, patience: patience, at: now)
        case .removed:
            return isFiring && !notification.isBusy(at: now) ? end(figure: nil, at: now) : .none
        case .polled:
            return notification.begin(at: now) ? .notify : .none
        case .notified(let decision):
            notification.end(decision, at: now)
            return .none
        }
    }

    /// Nothing changes while the command runs, so that an end is never reported before its start.
    private mutating func look(at reading: AlertMeasurement, patience: Duration, at now: Timestamp) -> Action {
        takeBackFuture(at: now)
        switch (isFiring, reading.holds) {
        case (false, false):
            return .none
        case (false, true):
            guard !notification.isBusy(at: now) else { return .none }
            startedAt = now
            endedAt = nil
            lastTrueAt = now
            announce(reading.figure, at: now)
            return .begin
        case (true, true):
            // Written only sometimes; it serves other daemons, and this one after a restart.
            if patience > .zero, now - (lastTrueAt ?? now) >= patience / 4 { lastTrueAt = now }
            return .none
        case (true, false):
            guard reading.isComplete, !notification.isBusy(at: now), now - (lastTrueAt ?? now) >= patience else {
                return .none
            }
            return end(figure: reading.figure, at: now)
        }
    }

    /// If the clock was set back, times in the future become the present. Otherwise an alert of silence would search
    /// for deliveries of the future, and never end.
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
        notification = PendingNotification(at: now)
    }
}
