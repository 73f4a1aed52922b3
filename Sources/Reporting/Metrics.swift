import Synchronization
package import Values

/// Counts what happens, for `/metrics`.
///
/// One small value behind a mutex: counting takes a fraction of a microsecond, so it may come before an answer.
package final class Metrics: Sendable {
    /// A hook of the configuration.
    package struct HookLabel: Sendable, Hashable {
        let endpoint: String
        let hook: String

        package init(endpoint: String, hook: String) {
            self.endpoint = endpoint
            self.hook = hook
        }
    }

    /// Replaces every event that no hook names.
    package static let otherEvent = "other"

    private let counts = Mutex(MetricCounts())

    package init() {}

    /// Shows the series of this configuration at zero before anything happens: without a zero before it, `rate()` misses
    /// the first failure.
    package func use(_ configuration: Configuration) {
        counts.withLock { counts in
            for endpoint in configuration.endpoints { counts.expect(endpoint) }
        }
    }

    /// A request was answered.
    ///
    /// - Parameters:
    ///   - endpoint: the path of its endpoint; empty if there is none.
    ///   - status: of the answer.
    ///   - reason: a stable name; a colon and what follows it are left out.
    package func answered(endpoint: String, status: Int, reason: String) {
        let name = String(reason.prefix { $0 != ":" })
        counts.withLock { $0.increment(.init(.requests, endpoint, String(status), name)) }
    }

    /// A delivery was accepted.
    ///
    /// - Parameters:
    ///   - event: its name.
    ///   - isNamed: whether a hook has this event by its whole name; others are counted together.
    ///   - endpoint: the path of its endpoint.
    package func delivered(_ event: String, isNamed: Bool, at endpoint: String) {
        counts.withLock { $0.increment(.init(.deliveries, endpoint, isNamed ? event : Self.otherEvent)) }
    }

    /// A signature was valid, with the secret at this position, counted from 1.
    package func signed(by secret: Int, at endpoint: Endpoint) {
        counts.withLock { $0.increment(.init(.signatures, endpoint.path, String(secret))) }
    }

    /// A request is in the journal and about to be answered.
    package func acknowledged(after time: Duration) {
        counts.withLock { $0.observe(time.inSeconds, of: .init(.acknowledgement)) }
    }

    /// An attempt has ended.
    ///
    /// - Parameters:
    ///   - hook: the attempt's hook.
    ///   - exit: how it ended.
    ///   - time: how long it took.
    ///   - wait: time from the delivery to its start, if it was the first attempt.
    package func attempted(_ hook: HookLabel, exit: Exit, time: Duration, wait: Duration?) {
        counts.withLock { counts in
            counts.increment(.init(.attempts, hook.endpoint, hook.hook, exit.result))
            counts.observe(max(0, time.inSeconds), of: .init(.attemptTime, hook.endpoint, hook.hook))
            guard let wait else { return }
            counts.observe(max(0, wait.inSeconds), of: .init(.queueWait, hook.endpoint, hook.hook))
        }
    }

    /// A run has reached a final state.
    package func ended(_ hook: HookLabel, _ state: RunState) {
        counts.withLock { $0.increment(.init(.runs, hook.endpoint, hook.hook, state.rawValue)) }
    }

    /// This many operations of the journal shared a commit.
    package func committed(_ operations: Int) {
        counts.withLock { $0.observe(Double(operations), of: .init(.commitOperations)) }
    }

    /// The sum of those series of a counter whose labels have these values.
    package func total(_ metric: Metric, with values: [String: String]) -> Int {
        counts.withLock { $0.total(metric, with: values) }
    }

    /// All counts and the samples in Prometheus' text format 0.0.4.
    package func text(with samples: [Sample]) -> String {
        MetricsText.of(counts.withLock { $0 }, samples)
    }
}

/// A value that is measured when it is asked for, rather than counted.
package struct Sample: Sendable, Equatable {
    let series: Series
    let value: Double

    /// Takes the values of the labels in their order.
    package init(_ metric: Metric, _ labels: String..., value: Double) {
        series = Series(metric, labels.first ?? "", labels.dropFirst().first ?? "", labels.dropFirst(2).first ?? "")
        self.value = value
    }
}

extension Exit {
    /// The value of the label `result`.
    static let results = [
        "succeeded", "failed", "permanent", "signal", "timeout", "silence", "not-started", "interrupted",
    ]

    fileprivate var result: String {
        switch self {
        case .status(0): "succeeded"
        case .status(RunState.permanentFailureStatus): "permanent"
        case .status: "failed"
        case .signal: "signal"
        case .timedOut, .silent, .notStarted, .interrupted: description
        }
    }
}

extension Duration {
    fileprivate var inSeconds: Double { self / .seconds(1) }
}
