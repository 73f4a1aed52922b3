public import Values

/// What happened in one minute.
public struct MinuteActivity: Sendable, Equatable {
    /// When it began.
    public let start: Timestamp
    /// Deliveries that came.
    public let deliveries: Int
    /// Attempts that ended.
    public let attempts: Int
    /// Attempts that failed; one that was cut off has not.
    public let failures: Int

    /// Puts a minute together.
    public init(start: Timestamp, deliveries: Int, attempts: Int, failures: Int) {
        self.start = start
        self.deliveries = deliveries
        self.attempts = attempts
        self.failures = failures
    }
}
