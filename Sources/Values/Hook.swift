/// One configured mapping from events to a command.
public struct Hook: Sendable, Equatable {
    /// Unique within its endpoint; runs in the journal refer to it.
    public var name: String
    /// The events that it wants; at least one pattern.
    public var events: [EventPattern]
    /// What it wants of a payload: all of these, in the order in which they stand.
    public var conditions: [Condition] = []
    /// What is run for them.
    public var command: CommandTemplate
    /// Working directory of the command; nil is the daemon's own.
    public var directory: String?
    /// Variables that the configuration sets, in order.
    public var environment: [EnvironmentVariable] = []
    /// Names of the daemon's own variables that are passed on.
    public var passedEnvironment: [String] = []
    /// How long an attempt may take.
    public var timeout: Duration = .seconds(300)
    /// How long a command may print nothing; nil for as long as `timeout` allows.
    public var silenceTimeout: Duration?
    /// When a failed run is tried again.
    public var retry: RetryPolicy = .never
    /// Which runs may be under way together.
    public var order: Order = .parallel
    /// How payloads are gathered for one command; nil where each has a command of its own.
    public var batch: Batching?
    /// How many of this hook's commands run at once; nil where only the overall `max-running` bounds them.
    public var maximumRunning: Int?
    /// Where it stands: `hookrunner.conf:12`, for messages.
    public var place: String

    /// Makes a hook with the defaults of hookrunner.conf(5).
    public init(name: String, events: [EventPattern], command: CommandTemplate, place: String = "") {
        self.name = name
        self.events = events
        self.command = command
        self.place = place
    }

    /// Whether the hook wants this event with this payload.
    public func wants(_ event: String, _ payload: JSONValue) -> Bool {
        isFor(event) && acceptsPayload(payload)
    }

    /// Whether all conditions hold for the payload, whatever its event.
    public func acceptsPayload(_ payload: JSONValue) -> Bool {
        conditions.allSatisfy { $0.holds(for: payload) }
    }

    /// Whether events of this name are the hook's, as far as the name tells.
    public func isFor(_ event: String) -> Bool {
        events.contains { $0.matches(event) }
    }
}

/// A variable of a command's environment.
public struct EnvironmentVariable: Sendable, Equatable {
    /// Without `=` and NUL.
    public let name: String
    /// Without NUL.
    public let value: String

    /// Makes a variable.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
