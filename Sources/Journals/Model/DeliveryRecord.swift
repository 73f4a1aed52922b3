package import Values

/// A delivery with everything that the journal knows of it.
package struct DeliveryRecord: Sendable, Equatable {
    /// The delivery, payload included.
    package let delivery: Delivery
    /// Its runs with their attempts, in the order of the configuration at that time.
    package let runs: [RunRecord]

    package init(delivery: Delivery, runs: [RunRecord]) {
        self.delivery = delivery
        self.runs = runs
    }

    /// What it has come to.
    package var state: DeliveryState { DeliveryState(runs: runs.map(\.summary.state)) }
}

/// One run with its attempts.
package struct RunRecord: Sendable, Equatable {
    package let summary: RunSummary
    /// Its finished attempts, in order; the latest ones, where not all were asked for.
    package let attempts: [Attempt]

    package init(summary: RunSummary, attempts: [Attempt]) {
        self.summary = summary
        self.attempts = attempts
    }
}
