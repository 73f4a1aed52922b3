import Formats
import Reporting
import Values

/// The number of requests or runs within the time of an alert, computed from the counters of `/metrics`.
struct AlertCount {
    private let start: Timestamp
    private let window: Duration
    private var recent: SlidingCount
    private var last: Int

    /// `total` is the present value of the counters.
    init(within window: Duration, from total: Int, at now: Timestamp) {
        start = now
        self.window = window
        recent = SlidingCount(within: window)
        last = total
    }

    /// `total` is the present value of the counters, and `limit` the count at which the condition is true.
    mutating func reading(_ total: Int, limit: Int, at now: Timestamp) -> AlertMeasurement {
        recent.add(total - last, at: now)
        last = total
        let count = recent.count(at: now)
        return AlertMeasurement(holds: count >= limit, figure: Int64(count), isComplete: now - start >= window)
    }
}

extension Alert {
    /// The time within which it counts; nil if it counts nothing.
    var countingTime: Duration? {
        switch condition {
        case .signatureFailures(_, let time), .failedRuns(_, let time): time
        case .backlog, .silence: nil
        }
    }

    /// The sum of the counters that it watches.
    func total(in metrics: Metrics) -> Int {
        let place = endpoint.map { ["endpoint": $0] } ?? [:]
        return switch condition {
        case .signatureFailures: metrics.total(.requests, with: place.merging(["status": "401"]) { $1 })
        case .failedRuns: metrics.total(.runs, with: place.merging(["state": RunState.failed.rawValue]) { $1 })
        case .backlog, .silence: 0
        }
    }
}
