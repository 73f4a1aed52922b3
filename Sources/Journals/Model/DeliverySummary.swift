package import Values

/// A line of a list.
package struct DeliverySummary: Sendable, Equatable {
    package let id: DeliveryID
    package let endpoint: String
    package let provider: String
    package let event: String
    package let receivedAt: Timestamp
    /// Address of the client that sent it; nil if that is unknown.
    package let client: String?
    package let bytes: Int
    /// Its runs, in the order of the configuration at that time.
    package internal(set) var runs: [RunSummary]

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

    package init(deliveries: [DeliverySummary], next: DeliveryID?) {
        self.deliveries = deliveries
        self.next = next
    }
}

/// The state of one run of a delivery.
package struct RunSummary: Sendable, Equatable {
    package let hook: String
    package let state: RunState
    /// Attempts that were begun.
    package let attempts: Int
    /// When a pending run is due; nil if it waits for an earlier run of its lane, or is not pending.
    package let nextAt: Timestamp?

    package init(hook: String, state: RunState, attempts: Int, nextAt: Timestamp?) {
        self.hook = hook
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
    }
}
