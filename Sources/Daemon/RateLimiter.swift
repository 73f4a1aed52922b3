import Formats
import Synchronization
import Values

/// Implements `rate` with a bucket for each client and endpoint.
///
/// Uses the generic cell rate algorithm (ITU-T I.371): a bucket is one moment, at which it is full again. Full buckets
/// are removed; there are never more than `capacity`, so the memory is bounded.
final class RateLimiter: Sendable {
    private struct Bucket: Hashable {
        let endpoint: String
        let client: IPAddress?
    }

    private let capacity: Int
    private let fullAgain = Mutex<[Bucket: ContinuousClock.Instant]>([:])

    /// - Parameter capacity: the maximum number of buckets; the fullest are removed first.
    init(capacity: Int = 65_536) {
        self.capacity = capacity
    }

    /// Counts a request if it is within the limit, and returns nil; otherwise returns how long the client has to wait.
    ///
    /// An IPv6 address represents its /64.
    func wait(
        at endpoint: String, for client: IPAddress?, limit: RateLimit, now: ContinuousClock.Instant
    ) -> Duration? {
        let bucket = Bucket(endpoint: endpoint, client: client?.subscriber)
        return fullAgain.withLock { buckets in
            let start = max(buckets[bucket] ?? now, now)
            let wait = now.duration(to: start) - limit.interval * (limit.burst - 1)
            guard wait <= .zero else { return wait }
            if buckets.count >= capacity { forget(&buckets, at: now) }
            buckets[bucket] = start + limit.interval
            return nil
        }
    }

    /// Removes the full buckets. If that does not suffice, also the half that will be full first: the clients that have
    /// sent most stay limited.
    private func forget(_ buckets: inout [Bucket: ContinuousClock.Instant], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value > now }
        guard buckets.count >= capacity else { return }
        let middle = buckets.values.sorted()[buckets.count / 2]
        buckets = buckets.filter { $0.value > middle }
    }
}
