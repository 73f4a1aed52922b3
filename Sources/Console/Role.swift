import Settings
import Values

/// What of a daemon's work one machine does, where several share a journal.
enum Role: Sendable {
    /// All of it.
    case everything
    /// It takes in deliveries, and leaves their runs to others.
    case receiveOnly
    /// It runs commands, and listens nowhere.
    case runOnly
}

extension LoadedConfiguration {
    /// The same for a machine that does only a part.
    func reduced(to role: Role) -> LoadedConfiguration {
        guard role != .everything, var reduced = configuration else { return self }
        if role == .receiveOnly { reduced.maximumRunning = 0 } else { reduced.listeners = [] }
        var loaded = self
        loaded.configuration = reduced
        return loaded
    }
}
