import Formats
package import Values

/// A line of the daemon's log. DIAGNOSTICS in hookrunner(1) lists the same names and keys.
///
/// error: an operator must act. warning: an operator should look. info: a fact about a delivery or the daemon. debug: for
/// the author of a hook.
package struct LogEvent: Sendable, Equatable {
    /// Stable, for people who filter by it.
    package let name: String
    /// How urgent it is.
    package let level: LogSettings.Level
    private let run: RunLabel?
    /// Called only for a line that is written: most deliveries log lines below the level in force.
    private let values: @Sendable () -> KeyValuePairs<String, (any LoggedValue)?>

    /// A row below. A key whose value is nil is left out.
    private init(
        _ name: String, _ level: LogSettings.Level, about run: RunLabel? = nil,
        _ values: @autoclosure @escaping @Sendable () -> KeyValuePairs<String, (any LoggedValue)?> = [:]
    ) {
        self.name = name
        self.level = level
        self.run = run
        self.values = values
    }

    /// In the order of hookrunner(1).
    package var fields: [LogField] {
        (run?.fields ?? []) + values().compactMap { key, value in value?.field(key) }
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.level == right.level && left.fields == right.fields
    }

    /// The run that a line is about.
    package struct RunLabel: Sendable, Equatable {
        private let delivery: String
        private let endpoint: String
        private let event: String
        private let hook: String

        package init(delivery: Delivery, hook: String) {
            self.delivery = delivery.id.text
            endpoint = delivery.endpoint
            event = delivery.event
            self.hook = hook
        }

        fileprivate var fields: [LogField] {
            [.text("delivery", delivery), .text("endpoint", endpoint), .text("event", event), .text("hook", hook)]
        }
    }
}

// Start, configuration and stop.
extension LogEvent {
    package static func listening(address: String) -> Self { Self("listening", .info, ["address": address]) }

    package static func adminListening(address: String) -> Self { Self("admin-listening", .info, ["address": address]) }

    /// The configuration has a flaw that does not prevent the start.
    package static func configurationWarning(text: String) -> Self {
        Self("configuration-warning", .warning, ["reason": text])
    }

    /// The new configuration applies from the next request on.
    package static let reloaded = Self("reloaded", .info)

    /// The new configuration has a mistake; the old one stays in force.
    package static func reloadFailed(reason: String) -> Self { Self("reload-failed", .error, ["reason": reason]) }

    /// No more requests; running commands get `shutdown-timeout`.
    package static func stopping(signal: String, runs: Int) -> Self {
        Self("stopping", .info, ["signal": signal, "runs": runs])
    }

    /// These runs were interrupted; they run again after the next start.
    package static func stopped(runs: Int) -> Self { Self("stopped", .info, ["runs": runs]) }

    /// The daemon stops before everything has ended: the timeout has passed, or another signal came.
    package static func stopForced(reason: String) -> Self { Self("stop-forced", .error, ["reason": reason]) }

    package static func linesDropped(count: Int) -> Self { Self("lines-dropped", .warning, ["count": count]) }
}

// Requests and deliveries.
extension LogEvent {
    /// A delivery is in the journal and is answered 202. `secret` is the position of the secret that signed, from 1; nil
    /// where the endpoint has only one.
    package static func deliveryAccepted(
        delivery: String, endpoint: String, event: String, client: String, bytes: Int, runs: Int, secret: Int? = nil
    ) -> Self {
        Self(
            "delivery-accepted", .info,
            [
                "delivery": delivery, "endpoint": endpoint, "event": event, "client": client, "bytes": bytes,
                "runs": runs, "secret": secret,
            ])
    }

    /// A delivery came again within `duplicates`; the answer has the id of the first one.
    package static func deliveryDuplicate(delivery: String, endpoint: String, event: String, client: String) -> Self {
        Self(
            "delivery-duplicate", .info,
            ["delivery": delivery, "endpoint": endpoint, "event": event, "client": client])
    }

    /// A request without an event, such as a challenge, got the reply that its provider expects.
    package static func handshakeAnswered(endpoint: String, client: String) -> Self {
        Self("handshake-answered", .info, ["endpoint": endpoint, "client": client])
    }

    package static func requestRejected(endpoint: String, client: String, status: Int, reason: String) -> Self {
        Self("request-rejected", .info, ["endpoint": endpoint, "client": client, "status": status, "reason": reason])
    }

    /// A connection was closed before it had sent a request.
    package static func connectionDropped(client: String, reason: String) -> Self {
        Self("connection-dropped", .debug, ["client": client, "reason": reason])
    }
}

// The journal.
extension LogEvent {
    /// The journal cannot be read or written; requests are answered 503.
    package static func journalFailed(reason: String) -> Self { Self("journal-failed", .error, ["reason": reason]) }

    package static let journalRecovered = Self("journal-recovered", .info)

    /// Runs that a crash or an expired lease interrupted are pending again.
    package static func runsRecovered(runs: Int) -> Self { Self("runs-recovered", .info, ["runs": runs]) }

    /// Runs failed because their hook is no longer configured.
    package static func runsOrphaned(runs: Int) -> Self { Self("runs-orphaned", .warning, ["runs": runs]) }

    /// The database was unreachable for so long that another machine may soon reclaim the run; its command is ended.
    package static func leaseLost(delivery: String, hook: String) -> Self {
        Self("lease-lost", .warning, ["delivery": delivery, "hook": hook])
    }

    /// A command ended after another machine had reclaimed its run, which may have been run twice.
    package static func runTakenElsewhere(delivery: String, hook: String) -> Self {
        Self("run-taken-elsewhere", .warning, ["delivery": delivery, "hook": hook])
    }

    /// Deliveries older than `keep` were removed from the journal.
    package static func pruned(deliveries: Int) -> Self { Self("pruned", .info, ["deliveries": deliveries]) }
}

// Runs and their commands.
extension LogEvent {
    package static func attemptStarted(_ run: RunLabel, attempt: Int) -> Self {
        Self("attempt-started", .debug, about: run, ["attempt": attempt])
    }

    package static func commandOutput(_ run: RunLabel, line: String) -> Self {
        Self("command-output", .debug, about: run, ["line": line])
    }

    package static func attemptFinished(
        _ run: RunLabel, attempt: Int, exit: String, milliseconds: Int64, reason: String?
    ) -> Self {
        Self(
            "attempt-finished", .info, about: run,
            ["attempt": attempt, "reason": reason, "exit": exit, "ms": milliseconds])
    }

    package static func retryScheduled(_ run: RunLabel, attempt: Int, milliseconds: Int64) -> Self {
        Self("retry-scheduled", .info, about: run, ["attempt": attempt, "ms": milliseconds])
    }

    /// The last attempt has failed.
    package static func runFailed(_ run: RunLabel, attempt: Int, exit: String) -> Self {
        Self("run-failed", .error, about: run, ["attempt": attempt, "exit": exit])
    }

    /// Values of the payload are missing from the environment: too many, too long, or with a NUL byte.
    package static func payloadTruncated(_ run: RunLabel, attempt: Int) -> Self {
        Self("payload-truncated", .warning, about: run, ["attempt": attempt])
    }

    /// The system has too few processes, descriptors or memory to start commands; runs wait.
    package static func startsDelayed(reason: String) -> Self { Self("starts-delayed", .warning, ["reason": reason]) }

    /// The process that runs commands ended; a new one replaces it.
    package static func executorLost(reason: String) -> Self { Self("executor-lost", .warning, ["reason": reason]) }

    /// Commands that a killed executor left running were ended before their runs start again.
    package static func leftoversEnded(processes: Int, remaining: Int) -> Self {
        Self("leftovers-ended", .warning, ["processes": processes, "remaining": remaining])
    }

    /// The record of running commands cannot be written: they keep running if daemon and executor are killed together.
    package static func commandsUnrecorded(reason: String) -> Self {
        Self("commands-unrecorded", .warning, ["reason": reason])
    }
}

// Alerts and notifications.
extension LogEvent {
    package static func alertStarted(alert: String, reason: String) -> Self {
        Self("alert-started", .error, ["alert": alert, "reason": reason])
    }

    package static func alertEnded(alert: String, milliseconds: Int64) -> Self {
        Self("alert-ended", .info, ["alert": alert, "ms": milliseconds])
    }

    /// The `on-alert` command failed; it is retried after this time, or not at all.
    package static func onAlertFailed(alert: String, attempt: Int, exit: String, milliseconds: Int64?) -> Self {
        Self("on-alert-failed", .error, ["alert": alert, "attempt": attempt, "exit": exit, "ms": milliseconds])
    }

    /// The `on-failure` command for a run failed; it is retried after this time, or not at all.
    package static func onFailureFailed(_ run: RunLabel, attempt: Int, exit: String, milliseconds: Int64?) -> Self {
        Self("on-failure-failed", .error, about: run, ["attempt": attempt, "exit": exit, "ms": milliseconds])
    }
}

/// A key and a value of a log line.
package enum LogField: Sendable, Equatable {
    /// Any text: it is escaped when it is written, so that it cannot forge a line or a field.
    case text(String, String)
    /// The key names the unit.
    case number(String, Int64)
}

/// What a key of a row may hold.
private protocol LoggedValue: Sendable {
    func field(_ key: String) -> LogField
}

extension String: LoggedValue {
    fileprivate func field(_ key: String) -> LogField { .text(key, self) }
}

extension Int: LoggedValue {
    fileprivate func field(_ key: String) -> LogField { .number(key, Int64(self)) }
}

extension Int64: LoggedValue {
    fileprivate func field(_ key: String) -> LogField { .number(key, self) }
}
