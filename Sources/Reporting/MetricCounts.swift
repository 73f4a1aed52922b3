import Values

/// A metric with the values of its labels.
struct Series: Sendable, Hashable {
    let metric: Metric
    // Not an array: one is counted between a request and its answer.
    private let first: String
    private let second: String
    private let third: String

    /// Takes the values of the labels in their order.
    init(_ metric: Metric, _ first: String = "", _ second: String = "", _ third: String = "") {
        self.metric = metric
        self.first = first
        self.second = second
        self.third = third
    }

    var labels: [(name: String, value: String)] {
        zip(metric.labels, [first, second, third]).map { ($0, $1) }
    }
}

extension Series: Comparable {
    static func < (left: Series, right: Series) -> Bool {
        (left.first, left.second, left.third) < (right.first, right.second, right.third)
    }
}

/// What has been counted since the start. Pure.
struct MetricCounts: Sendable {
    private(set) var counters: [Series: Int] = [:]
    private(set) var histograms: [Series: Histogram] = [
        Series(.acknowledgement): Histogram(bounds: Metric.acknowledgement.bounds),
        Series(.commitOperations): Histogram(bounds: Metric.commitOperations.bounds),
    ]

    mutating func increment(_ series: Series) {
        counters[series, default: 0] += 1
    }

    mutating func observe(_ value: Double, of series: Series) {
        histograms[series, default: Histogram(bounds: series.metric.bounds)].observe(value)
    }

    /// The sum of those counters of a metric whose labels have these values.
    func total(_ metric: Metric, with values: [String: String]) -> Int {
        counters.reduce(0) { sum, counter in
            guard counter.key.metric == metric else { return sum }
            let matches = counter.key.labels.allSatisfy {
                values[$0.name].map { [value = $0.value] in $0 == value } ?? true
            }
            return matches ? sum + counter.value : sum
        }
    }

    /// Starts the series of an endpoint at zero.
    mutating func expect(_ endpoint: Endpoint) {
        let path = endpoint.path
        begin(Series(.deliveries, path, Metrics.otherEvent))
        for position in endpoint.secrets.indices { begin(Series(.signatures, path, String(position + 1))) }
        for hook in endpoint.hooks {
            for case .name(let event) in hook.events { begin(Series(.deliveries, path, event)) }
            for state in [RunState.succeeded, .failed] { begin(Series(.runs, path, hook.name, state.rawValue)) }
            for result in Exit.results { begin(Series(.attempts, path, hook.name, result)) }
            for metric in [Metric.queueWait, .attemptTime] {
                let series = Series(metric, path, hook.name)
                histograms[series] = histograms[series] ?? Histogram(bounds: metric.bounds)
            }
        }
    }

    private mutating func begin(_ counter: Series) {
        counters[counter] = counters[counter] ?? 0
    }
}
