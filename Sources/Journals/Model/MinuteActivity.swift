package import Values

/// What happened in one minute.
package struct MinuteActivity: Sendable, Equatable {
    /// When it began.
    package let start: Timestamp
    /// Deliveries that came.
    package let deliveries: Int
    /// Attempts that ended.
    package let attempts: Int
    /// Attempts that failed; one that was cut off has not.
    package let failures: Int

    package init(start: Timestamp, deliveries: Int, attempts: Int, failures: Int) {
        self.start = start
        self.deliveries = deliveries
        self.attempts = attempts
        self.failures = failures
    }
}
