import Formats
package import Values

/// Everything that the daemon says in its log. DIAGNOSTICS in hookrunner(1) lists the same names.
///
/// error: somebody must act. warning: somebody should look. info: a fact about a delivery. debug: for the author of a
/// hook.
package enum LogEvent: Sendable, Equatable {
    /// Requests are taken in here.
    case listening(address: String)
    /// Questions are answered here.
    case adminListening(address: String)
    /// The configuration has a mistake that does not stop the start.
    case configurationWarning(text: String)
    /// Runs that a crash cut off are pending again.
    case recovered(runs: Int)
    /// A command is ended since another machine may soon take up its run: the journal could not be reached for too long.
    case leaseLost(delivery: String, hook: String)
    /// A command ended whose run another machine had taken up: it may have been run twice.
    case runTakenElsewhere(delivery: String, hook: String)
    /// Runs failed because the configuration has their hook no more.
    case runsOrphaned(runs: Int)
    /// The configuration was read anew and is used from the next request on.
    case reloaded
    /// The configuration was read anew, but the old one stays.
    case reloadRefused(reason: String)
    /// A delivery is in the journal and is answered 202. `secret` is the position of the one that signed, counted from 1,
    /// where the endpoint has several.
    case deliveryAccepted(
        delivery: String, endpoint: String, event: String, client: String, bytes: Int, runs: Int, secret: Int? = nil)
    /// A delivery came again within `duplicates` and is answered with the first one's id.
    case deliveryDuplicate(delivery: String, endpoint: String, event: String, client: String)
    /// A request that tells of no event was answered as its provider wants it.
    case greetingAnswered(endpoint: String, client: String)
    /// A request was turned away.
    case requestRejected(endpoint: String, client: String, status: Int, reason: String)
    /// A connection was closed before there was a request to answer.
    case connectionDropped(client: String, reason: String)
    /// The journal cannot take deliveries; requests are answered 503.
    case journalFailed(reason: String)
    /// The journal takes deliveries again.
    case journalWorks
    /// An attempt began.
    case attemptStarted(RunLabel, attempt: Int)
    /// A command printed a line.
    case commandOutput(RunLabel, line: String)
    /// An attempt ended.
    case attemptFinished(RunLabel, attempt: Int, exit: String, milliseconds: Int64, reason: String?)
    /// A failed run is tried again.
    case retryScheduled(RunLabel, attempt: Int, milliseconds: Int64)
    /// A run failed for good.
    case runFailed(RunLabel, attempt: Int, exit: String)
    /// The `on-failure` command for a run failed itself; it is tried again after this wait, or not any more.
    case onFailureFailed(RunLabel, attempt: Int, exit: String, milliseconds: Int64?)
    /// An alert has begun.
    case alertStarted(alert: String, reason: String)
    /// An alert has ended.
    case alertEnded(alert: String, milliseconds: Int64)
    /// The `on-alert` command failed itself; it is tried again after this wait, or not any more.
    case onAlertFailed(alert: String, attempt: Int, exit: String, milliseconds: Int64?)
    /// Deliveries were removed from the journal, since `keep` is over.
    case pruned(deliveries: Int)
    /// Commands cannot be started at the moment, for want of processes or descriptors; runs wait.
    case startsDelayed(reason: String)
    /// The process that runs commands ended; a new one takes its place.
    case executorLost(reason: String)
    /// Processes of commands whose executor was killed were ended, before their runs begin again.
    case leftoversEnded(processes: Int, remaining: Int)
    /// Commands will run on if daemon and executor are killed together: there is nowhere to note them.
    case commandsUnrecorded(reason: String)
    /// Values of a payload are not in the environment of its command: they are too many, too long, or hold a NUL byte.
    case payloadTruncated(RunLabel, attempt: Int)
    /// The end begins: no new requests, running commands get `shutdown-timeout`.
    case stopping(signal: String, runs: Int)
    /// Everything has ended. So many runs were cut off; they are run again after the next start.
    case stopped(runs: Int)
    /// The daemon ends though something has not ended: its time is over, or a further signal came.
    case stopForced(reason: String)
    /// Log lines were dropped because stderr did not take them.
    case linesDropped(count: Int)

    /// The run that a line is about.
    package struct RunLabel: Sendable, Equatable {
        let delivery: String
        let endpoint: String
        let event: String
        let hook: String

        /// Labels lines with a delivery and one of its hooks.
        package init(delivery: Delivery, hook: String) {
            self.delivery = delivery.id.text
            endpoint = delivery.endpoint
            event = delivery.event
            self.hook = hook
        }
    }
}

extension LogEvent {
    /// The stable name, for people who filter: never reworded, only added to.
    package var name: String {
        switch self {
        case .listening: "listening"
        case .adminListening: "admin-listening"
        case .configurationWarning: "configuration-warning"
        case .recovered: "recovered"
        case .leaseLost: "lease-lost"
        case .runTakenElsewhere: "run-taken-elsewhere"
        case .runsOrphaned: "runs-orphaned"
        case .reloaded: "reloaded"
        case .reloadRefused: "reload-refused"
        case .deliveryAccepted: "delivery-accepted"
        case .deliveryDuplicate: "delivery-duplicate"
        case .greetingAnswered: "greeting-answered"
        case .requestRejected: "request-rejected"
        case .connectionDropped: "connection-dropped"
        case .journalFailed: "journal-failed"
        case .journalWorks: "journal-works"
        case .attemptStarted: "attempt-started"
        case .commandOutput: "command-output"
        case .attemptFinished: "attempt-finished"
        case .retryScheduled: "retry-scheduled"
        case .runFailed: "run-failed"
        case .onFailureFailed: "on-failure-failed"
        case .alertStarted: "alert-started"
        case .alertEnded: "alert-ended"
        case .onAlertFailed: "on-alert-failed"
        case .pruned: "pruned"
        case .startsDelayed: "starts-delayed"
        case .executorLost: "executor-lost"
        case .leftoversEnded: "leftovers-ended"
        case .commandsUnrecorded: "commands-unrecorded"
        case .payloadTruncated: "payload-truncated"
        case .stopping: "stopping"
        case .stopped: "stopped"
        case .stopForced: "stop-forced"
        case .linesDropped: "lines-dropped"
        }
    }

    /// How urgent it is.
    package var level: LogSettings.Level {
        switch self {
        case .attemptStarted, .commandOutput, .connectionDropped:
            .debug
        case .listening, .adminListening, .recovered, .reloaded, .pruned, .deliveryAccepted, .deliveryDuplicate,
            .greetingAnswered,
            .requestRejected,
            .journalWorks,
            .attemptFinished, .retryScheduled, .stopping, .stopped,
            .alertEnded:
            .info
        case .configurationWarning, .runsOrphaned, .leaseLost, .runTakenElsewhere, .executorLost, .leftoversEnded,
            .commandsUnrecorded, .payloadTruncated, .startsDelayed, .linesDropped:
            .warning
        case .journalFailed, .reloadRefused, .runFailed, .onFailureFailed, .alertStarted, .onAlertFailed,
            .stopForced:
            .error
        }
    }

    /// What it is about, in the fixed order of hookrunner(1).
    package var fields: [LogField] {
        switch self {
        case .listening(let address), .adminListening(let address): [.text("address", address)]
        case .configurationWarning(let text): [.text("reason", text)]
        case .recovered(let runs), .runsOrphaned(let runs), .stopped(let runs): [.number("runs", runs)]
        case .leaseLost(let delivery, let hook), .runTakenElsewhere(let delivery, let hook):
            [.text("delivery", delivery), .text("hook", hook)]
        case .deliveryAccepted(let delivery, let endpoint, let event, let client, let bytes, let runs, let secret):
            [
                .text("delivery", delivery), .text("endpoint", endpoint), .text("event", event),
                .text("client", client), .number("bytes", bytes), .number("runs", runs),
            ] + (secret.map { [.number("secret", $0)] } ?? [])
        case .deliveryDuplicate(let delivery, let endpoint, let event, let client):
            [
                .text("delivery", delivery), .text("endpoint", endpoint), .text("event", event),
                .text("client", client),
            ]
        case .greetingAnswered(let endpoint, let client): [.text("endpoint", endpoint), .text("client", client)]
        case .requestRejected(let endpoint, let client, let status, let reason):
            [
                .text("endpoint", endpoint), .text("client", client), .number("status", status),
                .text("reason", reason),
            ]
        case .connectionDropped(let client, let reason): [.text("client", client), .text("reason", reason)]
        case .journalFailed(let reason), .reloadRefused(let reason), .executorLost(let reason),
            .commandsUnrecorded(let reason), .startsDelayed(let reason), .stopForced(let reason):
            [.text("reason", reason)]
        case .journalWorks, .reloaded: []
        case .leftoversEnded(let processes, let remaining):
            [.number("processes", processes), .number("remaining", remaining)]
        case .attemptStarted(let run, let attempt), .payloadTruncated(let run, let attempt):
            run.fields + [.number("attempt", attempt)]
        case .commandOutput(let run, let line): run.fields + [.text("line", line)]
        case .attemptFinished(let run, let attempt, let exit, let milliseconds, let reason):
            run.fields + [.number("attempt", attempt)] + (reason.map { [.text("reason", $0)] } ?? [])
                + [.text("exit", exit), .number("ms", milliseconds)]
        case .retryScheduled(let run, let attempt, let milliseconds):
            run.fields + [.number("attempt", attempt), .number("ms", milliseconds)]
        case .runFailed(let run, let attempt, let exit):
            run.fields + [.number("attempt", attempt), .text("exit", exit)]
        case .onFailureFailed(let run, let attempt, let exit, let milliseconds):
            run.fields + [.number("attempt", attempt), .text("exit", exit)]
                + (milliseconds.map { [.number("ms", $0)] } ?? [])
        case .alertStarted(let alert, let reason): [.text("alert", alert), .text("reason", reason)]
        case .alertEnded(let alert, let milliseconds): [.text("alert", alert), .number("ms", milliseconds)]
        case .onAlertFailed(let alert, let attempt, let exit, let milliseconds):
            [.text("alert", alert), .number("attempt", attempt), .text("exit", exit)]
                + (milliseconds.map { [.number("ms", $0)] } ?? [])
        case .pruned(let deliveries): [.number("deliveries", deliveries)]
        case .stopping(let signal, let runs): [.text("signal", signal), .number("runs", runs)]
        case .linesDropped(let count): [.number("count", count)]
        }
    }
}

extension LogEvent.RunLabel {
    fileprivate var fields: [LogField] {
        [.text("delivery", delivery), .text("endpoint", endpoint), .text("event", event), .text("hook", hook)]
    }
}

/// A key and a value of a log line.
package enum LogField: Sendable, Equatable {
    /// A text; whatever it holds, it cannot forge a line or a field.
    case text(String, String)
    /// A number, its unit in the key.
    case number(String, Int64)

    static func number(_ key: String, _ value: Int) -> LogField {
        .number(key, Int64(value))
    }
}
