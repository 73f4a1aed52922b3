/// What is measured: a row for each metric, with what `/metrics` says of it. METRICS in hookrunner(1) has the same rows.
///
/// Names follow <https://prometheus.io/docs/practices/naming/>, and never change.
package struct Metric: Sendable, Hashable {
    /// How a scraper reads it.
    package enum Kind: String, Sendable {
        /// It only grows, from 0 at each start.
        case counter
        case gauge, histogram
    }

    package let name: String
    package let kind: Kind
    /// Each value of a label comes from the configuration or the program, none from a request: no client can create series.
    package let labels: [String]
    package let help: String
    /// Upper bounds of a histogram's buckets.
    let bounds: [Double]

    private init(
        _ name: String, _ kind: Kind, _ labels: String..., bounds: [Double] = [], help: String
    ) {
        self.name = "hookrunner_\(name)"
        self.kind = kind
        self.labels = labels
        self.bounds = bounds
        self.help = help
    }

    package static func == (left: Metric, right: Metric) -> Bool { left.name == right.name }

    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension Metric {
    package static let requests = Metric(
        "requests_total", .counter, "endpoint", "status", "reason",
        help: "Requests by status and reason; the endpoint of an unknown path is empty.")
    package static let deliveries = Metric(
        "deliveries_total", .counter, "endpoint", "event",
        help: "Accepted deliveries; events that no hook names are \"other\".")
    package static let signatures = Metric(
        "signatures_total", .counter, "endpoint", "secret",
        help: "Requests with a valid signature, by position of the secret (from 1).")
    package static let acknowledgement = Metric(
        "acknowledgement_seconds", .histogram,
        bounds: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
        help: "Time from the end of a request to its answer, for deliveries and duplicates.")
    package static let runs = Metric(
        "runs_total", .counter, "endpoint", "hook", "state",
        help: "Finished runs by final state.")
    package static let attempts = Metric(
        "attempts_total", .counter, "endpoint", "hook", "result",
        help: "Finished attempts by result.")
    package static let queueWait = Metric(
        "queue_wait_seconds", .histogram, "endpoint", "hook",
        bounds: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400],
        help: "Time from a delivery to the start of its first attempt.")
    package static let attemptTime = Metric(
        "attempt_seconds", .histogram, "endpoint", "hook",
        bounds: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 900, 3600],
        help: "Time from the start of an attempt to its end.")
    package static let journalRuns = Metric(
        "journal_runs", .gauge, "endpoint", "hook", "state", help: "Runs in the journal by state.")
    package static let oldestPending = Metric(
        "oldest_pending_seconds", .gauge, help: "Lag of the most overdue run, 0 if none is overdue.")
    package static let journalBytes = Metric("journal_bytes", .gauge, help: "Size of the journal's files.")
    package static let commitOperations = Metric(
        "journal_commit_operations", .histogram, bounds: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
        help: "Journal operations per commit.")
    package static let alertsFiring = Metric(
        "alerts_firing", .gauge, "alert", help: "1 while the alert is firing, else 0.")
    package static let droppedLines = Metric(
        "log_dropped_lines_total", .counter, help: "Log lines dropped because stderr was not read.")
    package static let startTime = Metric(
        "start_time_seconds", .gauge, help: "Start time of the daemon in seconds since the Unix epoch.")
    package static let buildInfo = Metric(
        "build_info", .gauge, "version", help: "Always 1; the label is the version.")

    /// Every row, in the order of `/metrics`.
    package static let all: [Metric] = [
        requests, deliveries, signatures, acknowledgement, runs, attempts, queueWait, attemptTime, journalRuns,
        oldestPending, journalBytes, commitOperations, alertsFiring, droppedLines, startTime, buildInfo,
    ]
}
