public import Values

/// What the journal keeps of an alert, so that no restart forgets or repeats it, and one of several daemons tells.
public struct AlertRecord: Sendable, Equatable {
    /// The alert's name: its line in the configuration.
    public let name: String
    /// When a daemon first had it.
    public let watchedSince: Timestamp
    /// When its latest incident began; nil if there was none.
    public var startedAt: Timestamp?
    /// When that ended; nil while it lasts.
    public var endedAt: Timestamp?
    /// When its condition was last seen to hold.
    public var heldAt: Timestamp?
    /// What was measured at the latest beginning or end.
    public var figure: Int64?
    /// When somebody is to be told of it; nil once that is done, or given up.
    public var tellAt: Timestamp?
    /// How often telling it has been begun.
    public var attempts = 0
    /// Somebody is being told just now: nobody else tells it before `tellAt`, when whoever does so has surely gone.
    public var isBeingTold = false

    /// An alert that nothing is known of yet.
    public init(name: String, watchedSince: Timestamp) {
        self.name = name
        self.watchedSince = watchedSince
    }

    /// Whether its incident lasts.
    public var isFiring: Bool { startedAt != nil && endedAt == nil }
}

extension [AlertRecord] {
    /// Those whose incidents last, of the alerts of a configuration: the journal may know others, too.
    public func firing(among alerts: [Alert]) -> [AlertRecord] {
        let names = Set(alerts.map(\.name))
        return filter { $0.isFiring && names.contains($0.name) }
    }
}
