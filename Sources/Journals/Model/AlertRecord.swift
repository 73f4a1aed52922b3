package import Values

/// What the journal keeps of an alert, so that no restart loses or repeats a notification, and one of several daemons
/// sends it.
package struct AlertRecord: Sendable, Equatable {
    /// The alert's name: its line in the configuration.
    package let name: String
    /// Since when a daemon has had it; never later than now.
    package var watchedSince: Timestamp
    /// When its latest incident began; nil if there was none.
    package var startedAt: Timestamp?
    /// When that ended; nil while it lasts.
    package var endedAt: Timestamp?
    /// When its condition was last seen to be true.
    package var lastTrueAt: Timestamp?
    /// What was measured at the latest beginning or end.
    package var figure: Int64?
    /// The notification of the latest beginning or end.
    package var notification = PendingNotification()

    /// An alert that nothing is known of yet.
    package init(name: String, watchedSince: Timestamp) {
        self.name = name
        self.watchedSince = watchedSince
    }

    /// When its notification is due; nil once it is sent or given up.
    package var notifyAt: Timestamp? {
        get { notification.notifyAt }
        set { notification.notifyAt = newValue }
    }

    /// Commands that were started for the notification.
    package var attempts: Int {
        get { notification.attempts }
        set { notification.attempts = newValue }
    }

    /// Whether a command is sending the notification.
    package var isInFlight: Bool {
        get { notification.isInFlight }
        set { notification.isInFlight = newValue }
    }

    /// Whether its incident lasts.
    package var isFiring: Bool { startedAt != nil && endedAt == nil }
}

extension [AlertRecord] {
    /// Those whose incidents last, of the alerts of a configuration: the journal may know others, too.
    package func firing(among alerts: [Alert]) -> [AlertRecord] {
        let names = Set(alerts.map(\.name))
        return filter { $0.isFiring && names.contains($0.name) }
    }
}
