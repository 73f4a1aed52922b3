public import Values

/// What a delivery as a whole has come to: the state of its least finished run.
public enum DeliveryState: String, Sendable, Hashable, CaseIterable {
    /// A command is under way.
    case running
    /// A run waits.
    case pending
    /// No run goes on, and one has failed.
    case failed
    /// No run goes on or has failed, and one was cancelled.
    case cancelled
    /// Every run has succeeded.
    case succeeded
    /// No hook wanted it.
    case ignored

    /// Adds up the states of a delivery's runs.
    public init(runs: [RunState]) {
        let order: [RunState] = [.running, .pending, .failed, .cancelled, .succeeded]
        let least = order.first(where: runs.contains)
        self = least.flatMap { DeliveryState(rawValue: $0.rawValue) } ?? .ignored
    }
}

/// Which deliveries to list.
public struct DeliveryQuery: Sendable, Equatable {
    /// Only these.
    public var ids: [DeliveryID]?
    /// Only those in this state.
    public var state: DeliveryState?
    /// Only those of this event.
    public var event: String?
    /// Only those of this endpoint.
    public var endpoint: String?
    /// Only those received at this moment or later.
    public var since: Timestamp?
    /// Only those with a greater id: what has come since the last look.
    public var after: DeliveryID?
    /// Only those with a smaller id: the next page.
    public var before: DeliveryID?
    /// How many at most.
    public var limit = 50

    /// The newest 50.
    public init() {}
}

/// A line of a list.
public struct DeliverySummary: Sendable, Equatable {
    /// Its name.
    public let id: DeliveryID
    /// Path of its endpoint.
    public let endpoint: String
    /// Name of its provider.
    public let provider: String
    /// Name of its event.
    public let event: String
    /// When it came.
    public let receivedAt: Timestamp
    /// Length of its payload.
    public let bytes: Int
    /// Its runs, in the order of the configuration at that time.
    public let runs: [RunSummary]

    /// Puts a line together.
    public init(
        id: DeliveryID, endpoint: String, provider: String, event: String, receivedAt: Timestamp, bytes: Int,
        runs: [RunSummary]
    ) {
        self.id = id
        self.endpoint = endpoint
        self.provider = provider
        self.event = event
        self.receivedAt = receivedAt
        self.bytes = bytes
        self.runs = runs
    }

    /// What it has come to.
    public var state: DeliveryState { DeliveryState(runs: runs.map(\.state)) }
}

/// Some of the deliveries that match a query.
public struct DeliveryPage: Sendable, Equatable {
    /// Newest first, as many as the query allows at most.
    public let deliveries: [DeliverySummary]
    /// The query's `before` for the page after this one; nil if there is nothing older.
    public let next: DeliveryID?

    /// Puts a page together.
    public init(deliveries: [DeliverySummary], next: DeliveryID?) {
        self.deliveries = deliveries
        self.next = next
    }
}

/// Where one run of a delivery stands.
public struct RunSummary: Sendable, Equatable {
    /// Name of the hook.
    public let hook: String
    /// Where it stands.
    public let state: RunState
    /// Attempts that were begun.
    public let attempts: Int
    /// When a pending run is due; nil if it waits for an earlier run of its lane, or is not pending.
    public let nextAt: Timestamp?

    /// Puts a run's line together.
    public init(hook: String, state: RunState, attempts: Int, nextAt: Timestamp?) {
        self.hook = hook
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
    }
}

/// A delivery with everything that the journal knows of it.
public struct DeliveryRecord: Sendable, Equatable {
    /// The delivery, payload included.
    public let delivery: Delivery
    /// Its runs with their attempts, in the order of the configuration at that time.
    public let runs: [RunRecord]

    /// Puts a record together.
    public init(delivery: Delivery, runs: [RunRecord]) {
        self.delivery = delivery
        self.runs = runs
    }

    /// What it has come to.
    public var state: DeliveryState { DeliveryState(runs: runs.map(\.summary.state)) }
}

/// One run with its attempts.
public struct RunRecord: Sendable, Equatable {
    /// Where it stands.
    public let summary: RunSummary
    /// Its finished attempts, in order; the latest ones, where not all were asked for.
    public let attempts: [Attempt]

    /// Puts a record together.
    public init(summary: RunSummary, attempts: [Attempt]) {
        self.summary = summary
        self.attempts = attempts
    }
}
