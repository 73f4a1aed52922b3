package import Formats

/// One configured mapping from events to a command.
package struct Hook: Sendable, Equatable {
    /// Unique within its endpoint; runs in the journal refer to it.
    package var name: String
    /// The events that it wants; at least one pattern.
    package var events: [EventPattern]
    /// What it wants of a payload: all of these, in the order in which they stand.
    package var conditions: [Condition] = []
    /// What is run for them.
    package var command: CommandTemplate
    /// Working directory of the command; nil is the daemon's own.
    package var directory: String?
    /// Variables that the configuration sets, in order.
    package var environment: [EnvironmentVariable] = []
    /// Names of the daemon's own variables that are passed on.
    package var passedEnvironment: [String] = []
    /// How long an attempt may take.
    package var timeout: Duration = .seconds(300)
    /// How long a command may print nothing; nil for as long as `timeout` allows.
    package var silenceTimeout: Duration?
    /// When a failed run is tried again.
    package var retry: RetryPolicy = .never
    /// Which runs may be under way together.
    package var order: Order = .parallel
    /// How payloads are gathered for one command; nil where each has a command of its own.
    package var batch: Batching?
    /// How many of this hook's commands run at once; nil where only the overall `max-running` bounds them.
    package var maximumRunning: Int?
    /// Where it stands: `hookrunner.conf:12`, for messages.
    package var place: String

    /// Makes a hook with the defaults of hookrunner.conf(5).
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

    /// Whether events of this name are the hook's, as far as the name tells.
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

    /// Makes a variable.
    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
