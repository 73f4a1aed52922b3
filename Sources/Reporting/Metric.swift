/// Everything that is measured: THE TABLE that `/metrics`, METRICS in hookrunner(1) and the tests read.
///
/// Names follow <https://prometheus.io/docs/practices/naming/>: never changed, only added to.
package enum Metric: String, Sendable, CaseIterable {
    /// Requests, however they were answered.
    case requests = "hookrunner_requests_total"
    /// Deliveries that were taken in.
    case deliveries = "hookrunner_deliveries_total"
    /// Requests whose signature held, by the secret that had signed.
    case signatures = "hookrunner_signatures_total"
    /// From the end of a request to its answer.
    case acknowledgement = "hookrunner_acknowledgement_seconds"
    /// Runs that came to an end.
    case runs = "hookrunner_runs_total"
    /// Attempts that ended.
    case attempts = "hookrunner_attempts_total"
    /// From a delivery to the start of its command.
    case queueWait = "hookrunner_queue_wait_seconds"
    /// From the start of a command to its end.
    case attemptTime = "hookrunner_attempt_seconds"
    /// What the journal holds.
    case journalRuns = "hookrunner_journal_runs"
    /// How late the most overdue run is.
    case oldestPending = "hookrunner_oldest_pending_seconds"
    /// How large the journal is.
    case journalBytes = "hookrunner_journal_bytes"
    /// How many operations share a commit.
    case commitOperations = "hookrunner_journal_commit_operations"
    /// Which alerts last.
    case alertsFiring = "hookrunner_alerts_firing"
    /// Log lines that nobody took.
    case droppedLines = "hookrunner_log_dropped_lines_total"
    /// When it was started.
    case startTime = "hookrunner_start_time_seconds"
    /// Which version it is.
    case buildInfo = "hookrunner_build_info"

    /// What a scraper has to know of a metric.
    package enum Kind: String, Sendable {
        /// It only grows, from 0 at each start.
        case counter
        /// It goes up and down.
        case gauge
        /// It counts values by size.
        case histogram
    }

    /// How it is to be read.
    package var kind: Kind {
        switch self {
        case .requests, .deliveries, .signatures, .runs, .attempts, .droppedLines: .counter
        case .journalRuns, .oldestPending, .journalBytes, .alertsFiring, .startTime, .buildInfo: .gauge
        case .acknowledgement, .queueWait, .attemptTime, .commitOperations: .histogram
        }
    }

    /// What tells its series apart. Every value of a label stems from the configuration or from the program, none from a
    /// request: nobody can make series at will.
    package var labels: [String] {
        switch self {
        case .requests: ["endpoint", "status", "reason"]
        case .deliveries: ["endpoint", "event"]
        case .signatures: ["endpoint", "secret"]
        case .runs, .journalRuns: ["endpoint", "hook", "state"]
        case .attempts: ["endpoint", "hook", "result"]
        case .queueWait, .attemptTime: ["endpoint", "hook"]
        case .alertsFiring: ["alert"]
        case .buildInfo: ["version"]
        case .acknowledgement, .oldestPending, .journalBytes, .commitOperations, .droppedLines, .startTime: []
        }
    }

    /// What it means, in one line.
    package var help: String {
        switch self {
        case .requests: "Requests, by the answer and its reason; without an endpoint if there is none at the path."
        case .deliveries: "Deliveries taken in; event is \"other\" for events that no hook names."
        case .signatures: "Requests whose signature held; secret is the position of the one that had signed, from 1."
        case .acknowledgement: "Time from the end of a request to its answer, for what is in the journal by then."
        case .runs: "Runs that have come to an end by themselves."
        case .attempts: "Attempts that have ended, by how."
        case .queueWait: "Time from a delivery to the start of its first attempt."
        case .attemptTime: "Time from the start of an attempt to its end."
        case .journalRuns: "Runs in the journal."
        case .oldestPending: "How long the most overdue run has waited for its turn."
        case .journalBytes: "Size of the journal's files."
        case .commitOperations: "How many operations of the journal shared one commit."
        case .alertsFiring: "1 while an alert lasts, else 0."
        case .droppedLines: "Log lines that were dropped, because stderr did not take them."
        case .startTime: "When the daemon was started, in seconds since 1970."
        case .buildInfo: "1; the version is the label."
        }
    }

    /// The upper bounds of a histogram's buckets; empty for anything else.
    var bounds: [Double] {
        switch self {
        case .acknowledgement: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
        case .queueWait: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900, 3600, 14_400]
        case .attemptTime: [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 120, 300, 900, 3600]
        case .commitOperations: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]
        default: []
        }
    }
}
