import Formats
import Reporting
import Values

/// How many requests or runs an alert has counted: what `/metrics` counts anyway, looked at once in a while.
struct AlertCount {
    private let start: Timestamp
    private let window: Duration
    private var recent: SlidingCount
    private var last: Int

    /// Begins to count, where the counters stand at `total`.
    init(within window: Duration, from total: Int, at now: Timestamp) {
        start = now
        self.window = window
        recent = SlidingCount(within: window)
        last = total
    }

    /// Takes in that the counters stand at `total` now.
    mutating func reading(_ total: Int, limit: Int, at now: Timestamp) -> AlertReading {
        recent.add(total - last, at: now)
        last = total
        let count = recent.count(at: now)
        return AlertReading(holds: count >= limit, figure: Int64(count), isComplete: now - start >= window)
    }
}

extension Alert {
    /// The time within which it counts; nil if it does not.
    var countingTime: Duration? {
        switch condition {
        case .signatureFailures(_, let time), .failedRuns(_, let time): time
        case .backlog, .silence: nil
        }
    }

    /// Where the counters of what it counts stand.
    func total(in metrics: Metrics) -> Int {
        let place = endpoint.map { ["endpoint": $0] } ?? [:]
        return switch condition {
        case .signatureFailures: metrics.total(.requests, with: place.merging(["status": "401"]) { $1 })
        case .failedRuns: metrics.total(.runs, with: place.merging(["state": RunState.failed.rawValue]) { $1 })
        case .backlog, .silence: 0
        }
    }
}
