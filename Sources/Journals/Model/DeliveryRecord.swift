package import Values

/// What a delivery as a whole has come to: the state of its least finished run.
package enum DeliveryState: String, Sendable, Hashable, CaseIterable {
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
    package init(runs: [RunState]) {
        let order: [RunState] = [.running, .pending, .failed, .cancelled, .succeeded]
        let least = order.first(where: runs.contains)
        self = least.flatMap { DeliveryState(rawValue: $0.rawValue) } ?? .ignored
    }
}

/// Which deliveries to list.
package struct DeliveryQuery: Sendable, Equatable {
    /// Only these.
    package var ids: [DeliveryID]?
    /// Only those in this state.
    package var state: DeliveryState?
    /// Only those of this event.
    package var event: String?
    /// Only those of this endpoint.
    package var endpoint: String?
    /// Only those received at this moment or later.
    package var since: Timestamp?
    /// Only those with a greater id: what has come since the last look.
    package var after: DeliveryID?
    /// Only those with a smaller id: the next page.
    package var before: DeliveryID?
    /// How many at most.
    package var limit = 50

    /// The newest 50.
    package init() {}
}

/// A line of a list.
package struct DeliverySummary: Sendable, Equatable {
    /// Its name.
    package let id: DeliveryID
    /// Path of its endpoint.
    package let endpoint: String
    /// Name of its provider.
    package let provider: String
    /// Name of its event.
    package let event: String
    /// When it came.
    package let receivedAt: Timestamp
    /// Address of the client that sent it; nil if that is unknown.
    package let client: String?
    /// Length of its payload.
    package let bytes: Int
    /// Its runs, in the order of the configuration at that time.
    package internal(set) var runs: [RunSummary]

    /// Puts a line together.
    package init(
        id: DeliveryID, endpoint: String, provider: String, event: String, receivedAt: Timestamp, client: String? = nil,
        bytes: Int, runs: [RunSummary]
    ) {
        self.id = id
        self.endpoint = endpoint
        self.provider = provider
        self.event = event
        self.receivedAt = receivedAt
        self.client = client
        self.bytes = bytes
        self.runs = runs
    }

    /// What it has come to.
    package var state: DeliveryState { DeliveryState(runs: runs.map(\.state)) }
}

/// Some of the deliveries that match a query.
package struct DeliveryPage: Sendable, Equatable {
    /// Newest first, as many as the query allows at most.
    package let deliveries: [DeliverySummary]
    /// The query's `before` for the page after this one; nil if there is nothing older.
    package let next: DeliveryID?

    /// Puts a page together.
    package init(deliveries: [DeliverySummary], next: DeliveryID?) {
        self.deliveries = deliveries
        self.next = next
    }
}

/// Where one run of a delivery stands.
package struct RunSummary: Sendable, Equatable {
    /// Name of the hook.
    package let hook: String
    /// Where it stands.
    package let state: RunState
    /// Attempts that were begun.
    package let attempts: Int
    /// When a pending run is due; nil if it waits for an earlier run of its lane, or is not pending.
    package let nextAt: Timestamp?

    /// Puts a run's line together.
    package init(hook: String, state: RunState, attempts: Int, nextAt: Timestamp?) {
        self.hook = hook
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
    }
}

/// A delivery with everything that the journal knows of it.
package struct DeliveryRecord: Sendable, Equatable {
    /// The delivery, payload included.
    package let delivery: Delivery
    /// Its runs with their attempts, in the order of the configuration at that time.
    package let runs: [RunRecord]

    /// Puts a record together.
    package init(delivery: Delivery, runs: [RunRecord]) {
        self.delivery = delivery
        self.runs = runs
    }

    /// What it has come to.
    package var state: DeliveryState { DeliveryState(runs: runs.map(\.summary.state)) }
}

/// One run with its attempts.
package struct RunRecord: Sendable, Equatable {
    /// Where it stands.
    package let summary: RunSummary
    /// Its finished attempts, in order; the latest ones, where not all were asked for.
    package let attempts: [Attempt]

    /// Puts a record together.
    package init(summary: RunSummary, attempts: [Attempt]) {
        self.summary = summary
        self.attempts = attempts
    }
}
