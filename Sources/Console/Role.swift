import Settings
import Values

/// The part of the work that one machine does with a shared journal.
enum Role: Sendable {
    case everything
    /// It accepts deliveries and runs no commands.
    case receiveOnly
    /// It runs commands and accepts no deliveries.
    case runOnly
}

extension LoadedConfiguration {
    func reduced(to role: Role) -> LoadedConfiguration {
        guard role != .everything, var reduced = configuration else { return self }
        if role == .receiveOnly { reduced.maximumRunning = 0 } else { reduced.listeners = [] }
        var loaded = self
        loaded.configuration = reduced
        return loaded
    }
}
