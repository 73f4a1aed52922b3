import Formats
import Synchronization
import Values

/// Who has sent how much, for `rate`: a bucket for each client and endpoint.
///
/// The generic cell rate algorithm (ITU-T I.371): one moment a bucket, before which another request would be too many.
/// Buckets that are full again are forgotten; there are never more than `capacity`, whoever sends.
final class RateLimiter: Sendable {
    private struct Bucket: Hashable {
        let endpoint: String
        let client: IPAddress?
    }

    private let capacity: Int
    private let fullAgain = Mutex<[Bucket: ContinuousClock.Instant]>([:])

    /// - Parameter capacity: how many buckets are kept; the fullest go first.
    init(capacity: Int = 65_536) {
        self.capacity = capacity
    }

    /// Takes a request, or says how long the client has to wait.
    ///
    /// - Parameters:
    ///   - endpoint: the path.
    ///   - client: an IPv6 one stands for its /64.
    ///   - limit: the endpoint's.
    ///   - now: the moment.
    /// - Returns: nil if the request is taken.
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

    /// Those go that are full, else the half that will be full first: who has sent most stays known.
    private func forget(_ buckets: inout [Bucket: ContinuousClock.Instant], at now: ContinuousClock.Instant) {
        buckets = buckets.filter { $0.value > now }
        guard buckets.count >= capacity else { return }
        let middle = buckets.values.sorted()[buckets.count / 2]
        buckets = buckets.filter { $0.value > middle }
    }
}
