/// When a failed run is retried.
///
/// The longest wait doubles from `first` to at most `last`, and the wait is random between nothing and that, so
/// that runs that failed together are not retried together ("full jitter",
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>).
package struct RetryPolicy: Sendable, Equatable {
    /// Attempts in all, the first one included; at least 1.
    package let attempts: Int
    /// Longest wait before the second attempt.
    package let first: Duration
    /// Longest wait before any attempt.
    package let last: Duration

    package static let never = RetryPolicy(attempts: 1, first: .zero, last: .zero)

    /// Requires `attempts >= 1` and `first <= last`.
    package init(attempts: Int, first: Duration, last: Duration) {
        precondition(attempts >= 1 && first <= last, "a retry policy is checked before it is made")
        self.attempts = attempts
        self.first = first
        self.last = last
    }

    /// How long to wait before the next attempt, with jitter, after at least one failure; nil if there is none.
    package func wait(afterFailures failures: Int, using generator: inout some RandomNumberGenerator) -> Duration? {
        guard failures < attempts else { return nil }
        var longest = first
        for _ in 1..<max(failures, 1) where longest < last { longest *= 2 }
        return min(longest, last) * Double.random(in: 0...1, using: &generator)
    }
}
