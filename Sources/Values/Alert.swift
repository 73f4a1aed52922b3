/// When somebody is to be told: an `alert` line.
package struct Alert: Sendable, Equatable {
    /// What it looks at.
    package enum Condition: Sendable, Equatable {
        /// So many requests that could not be shown to come from the provider, within this time.
        case signatureFailures(count: Int, within: Duration)
        /// So many runs that have failed for good, within this time.
        case failedRuns(count: Int, within: Duration)
        /// A run that is later than this.
        case backlog(lag: Duration)
        /// No delivery of these events for so long.
        case silence(Duration, of: [EventPattern])
    }

    /// The line without its first word, in one spelling: the same words are the same alert, also after a restart.
    package let name: String
    /// What it looks at.
    package let condition: Condition
    /// The path of the one endpoint that it looks at; nil for all.
    package let endpoint: String?

    /// Puts an alert together.
    package init(name: String, condition: Condition, endpoint: String? = nil) {
        self.name = name
        self.condition = condition
        self.endpoint = endpoint
    }

    /// For how long its condition must not have held before it ends: a silence ends with the next delivery.
    package var patience: Duration {
        switch condition {
        case .signatureFailures(_, let time), .failedRuns(_, let time), .backlog(let time): time
        case .silence: .zero
        }
    }
}
