/// A condition to be notified of: an `alert` line.
package struct Alert: Sendable, Equatable {
    package enum Condition: Sendable, Equatable {
        /// This many requests without a valid signature within this time.
        case signatureFailures(count: Int, within: Duration)
        /// This many runs that failed permanently within this time.
        case failedRuns(count: Int, within: Duration)
        /// A run that is later than this.
        case backlog(lag: Duration)
        /// No delivery of these events for this long.
        case silence(Duration, of: [EventPattern])
    }

    /// The line without its first word, in normal form: it identifies the alert, also after a restart.
    package let name: String
    package let condition: Condition
    /// The path of an endpoint; nil for all.
    package let endpoint: String?

    package init(name: String, condition: Condition, endpoint: String? = nil) {
        self.name = name
        self.condition = condition
        self.endpoint = endpoint
    }

    /// How long the condition must be false before the alert ends; a silence ends with the next delivery.
    package var patience: Duration {
        switch condition {
        case .signatureFailures(_, let time), .failedRuns(_, let time), .backlog(let time): time
        case .silence: .zero
        }
    }
}
