package import Formats

/// One configured mapping from events to a command.
package struct Hook: Sendable, Equatable {
    /// Unique within its endpoint; runs in the journal refer to it.
    package var name: String
    /// At least one pattern.
    package var events: [EventPattern]
    /// All must hold for the payload. In the order of the file.
    package var conditions: [Condition] = []
    package var command: CommandTemplate
    /// The command's working directory; nil for the daemon's.
    package var directory: String?
    /// The variables of `env`, in order.
    package var environment: [EnvironmentVariable] = []
    /// The names of `pass-env`.
    package var passedEnvironment: [String] = []
    /// How long an attempt may take.
    package var timeout: Duration = .seconds(300)
    /// How long a command may print nothing; nil for no limit.
    package var silenceTimeout: Duration?
    package var retry: RetryPolicy = .never
    package var order: Order = .parallel
    /// Nil if each payload has a command of its own.
    package var batch: Batching?
    /// This hook's commands at once; nil for the overall `max-running` only.
    package var maximumRunning: Int?
    /// `hookrunner.conf:12`, for messages.
    package var place: String

    package init(name: String, events: [EventPattern], command: CommandTemplate, place: String = "") {
        self.name = name
        self.events = events
        self.command = command
        self.place = place
    }

    /// Whether the hook wants this event with this payload.
    package func wants(_ event: String, _ payload: JSONValue) -> Bool {
        isFor(event) && acceptsPayload(payload)
    }

    /// Whether all conditions hold for the payload, whatever its event.
    package func acceptsPayload(_ payload: JSONValue) -> Bool {
        conditions.allSatisfy { $0.holds(for: payload) }
    }

    /// Whether the hook wants events of this name, whatever the payload.
    package func isFor(_ event: String) -> Bool {
        events.contains { $0.matches(event) }
    }
}

/// A variable of a command's environment.
package struct EnvironmentVariable: Sendable, Equatable {
    /// Without `=` and NUL.
    package let name: String
    /// Without NUL.
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
