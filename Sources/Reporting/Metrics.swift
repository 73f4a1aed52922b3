import Synchronization
package import Values

/// Counts what happens, for `/metrics`.
///
/// One small value behind a mutex: to count costs a fraction of a microsecond, so it may stand between a request and its
/// answer.
package final class Metrics: Sendable {
    /// What happened at which hook.
    package struct HookLabel: Sendable, Hashable {
        let endpoint: String
        let hook: String

        /// Names a hook of the configuration.
        package init(endpoint: String, hook: String) {
            self.endpoint = endpoint
            self.hook = hook
        }
    }

    /// Stands for every event that no hook names.
    package static let otherEvent = "other"

    private let counts = Mutex(MetricCounts())

    /// Nothing has happened yet.
    package init() {}

    /// Shows the series of this configuration from now on, though nothing has happened: whoever looks for a first failure
    /// has to see the zero before it.
    package func use(_ configuration: Configuration) {
        counts.withLock { counts in
            for endpoint in configuration.endpoints { counts.expect(endpoint) }
        }
    }

    /// A request was answered.
    ///
    /// - Parameters:
    ///   - endpoint: the path of its endpoint; empty if there is none.
    ///   - status: what it was answered.
    ///   - reason: a stable name; what stands behind a colon in it is left out.
    package func answered(endpoint: String, status: Int, reason: String) {
        let name = String(reason.prefix { $0 != ":" })
        counts.withLock { $0.add(.init(.requests, endpoint, String(status), name)) }
    }

    /// A delivery was accepted.
    ///
    /// - Parameters:
    ///   - event: its name.
    ///   - isNamed: whether a hook has this event by its whole name; others are counted together.
    ///   - endpoint: the path of its endpoint.
    package func delivered(_ event: String, isNamed: Bool, at endpoint: String) {
        counts.withLock { $0.add(.init(.deliveries, endpoint, isNamed ? event : Self.otherEvent)) }
    }

    /// A signature held: with the secret at this position, counted from 1.
    package func signed(by secret: Int, at endpoint: Endpoint) {
        counts.withLock { $0.add(.init(.signatures, endpoint.path, String(secret))) }
    }

    /// A request is in the journal and is to be answered.
    package func acknowledged(after time: Duration) {
        counts.withLock { $0.observe(time.inSeconds, of: .init(.acknowledgement)) }
    }

    /// An attempt has ended.
    ///
    /// - Parameters:
    ///   - hook: whose.
    ///   - exit: how.
    ///   - time: how long it took.
    ///   - wait: how long it had waited since the delivery, if it was the first.
    package func attempted(_ hook: HookLabel, exit: Exit, time: Duration, wait: Duration?) {
        counts.withLock { counts in
            counts.add(.init(.attempts, hook.endpoint, hook.hook, exit.result))
            counts.observe(max(0, time.inSeconds), of: .init(.attemptTime, hook.endpoint, hook.hook))
            guard let wait else { return }
            counts.observe(max(0, wait.inSeconds), of: .init(.queueWait, hook.endpoint, hook.hook))
        }
    }

    /// A run has come to its end.
    package func ended(_ hook: HookLabel, _ state: RunState) {
        counts.withLock { $0.add(.init(.runs, hook.endpoint, hook.hook, state.rawValue)) }
    }

    /// So many operations of the journal were committed at once.
    package func committed(_ operations: Int) {
        counts.withLock { $0.observe(Double(operations), of: .init(.commitOperations)) }
    }

    /// How often something has been counted since the start.
    ///
    /// - Parameters:
    ///   - metric: a counter.
    ///   - values: values of labels; what they do not name may be anything.
    /// - Returns: the sum of its series that have these values.
    package func total(_ metric: Metric, with values: [String: String]) -> Int {
        counts.withLock { $0.total(metric, with: values) }
    }

    /// Everything that was counted, with what is measured at the moment, in Prometheus' text format 0.0.4.
    package func text(with samples: [Sample]) -> String {
        MetricsText.of(counts.withLock { $0 }, samples)
    }
}

/// What was looked at just now, rather than counted here.
package struct Sample: Sendable, Equatable {
    let series: Series
    let value: Double

    /// Makes a sample.
    ///
    /// - Parameters:
    ///   - metric: what was looked at.
    ///   - labels: values of its labels, in their order.
    ///   - value: what it came to.
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
