import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Detects the start and the end of alerts, and runs the `on-alert` command: metrics and journal → record → command.
///
/// The journal stores each notification. So a restart repeats none, and only one of several daemons sends it. It acts
/// only when it is called.
package actor AlertWatch {
    private struct Announcement: Sendable {
        let record: AlertRecord
        let alert: Alert?
    }

    private let journal: any AlertStore & CensusSource
    private let notifier: Notifier
    private let metrics: Metrics
    private let log: Log
    private let health: JournalHealth
    private let clock: WallClock
    private let timer: any Clock<Duration>
    private var generator: any RandomNumberGenerator & Sendable

    private var configuration = Configuration()
    private var counts: [String: AlertCount] = [:]
    private var silences: [String: SilenceSearch] = [:]
    /// Whether the configuration is new, so that the journal may have alerts that were removed from it.
    private var isNew = true
    /// Names of the alerts that were removed, until the journal has forgotten them.
    private var leaving: Set<String> = []
    private var isDraining = false
    private let notifications: AsyncStream<Announcement>
    private let queue: AsyncStream<Announcement>.Continuation

    /// Commands inherit a part of `inherited`, the environment of the daemon. `timer` sleeps between attempts to write
    /// to the journal.
    package init(
        journal: any AlertStore & CensusSource, commands: any CommandRunner, inherited: [String: String], log: Log,
        health: JournalHealth,
        metrics: Metrics, clock: WallClock = .system, timer: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.journal = journal
        self.metrics = metrics
        self.log = log
        self.health = health
        self.clock = clock
        self.timer = timer
        self.generator = generator
        notifier = Notifier(commands: commands, inherited: inherited, clock: clock)
        (notifications, queue) = AsyncStream.makeStream()
    }

    /// Applies from the next `look` on. Alerts that stay keep their counts.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
        let names = Set(configuration.alerts.map(\.name))
        counts = counts.filter { names.contains($0.key) }
        silences = silences.filter { names.contains($0.key) }
        for alert in configuration.alerts {
            if let time = alert.countingTime, counts[alert.name] == nil {
                counts[alert.name] = AlertCount(within: time, from: alert.total(in: metrics), at: clock.now)
            }
            if case .silence(let time, let events) = alert.condition, silences[alert.name] == nil {
                silences[alert.name] = SilenceSearch(for: events, at: alert.endpoint, within: time)
            }
        }
        isNew = true
    }

    /// Checks every alert; to be called once a second. Calls must not overlap.
    package func look() async {
        guard !isDraining, isNew || !configuration.alerts.isEmpty || !leaving.isEmpty else { return }
        let alerts = configuration.alerts
        do {
            let records = Dictionary(try await journal.alerts().map { ($0.name, $0) }, uniquingKeysWith: { $1 })
            if isNew {
                leaving = Set(records.keys).subtracting(alerts.map(\.name))
                isNew = false
            }
            let late = alerts.contains(where: \.looksAtBacklog) ? try await journal.census() : nil
            for alert in alerts { try await look(at: alert, records[alert.name], late) }
            for name in leaving { try await remove(records[name], name) }
            health.works(.alerting)
        } catch {
            health.failed(error.description, at: .alerting)
        }
    }

    /// Runs `on-alert` commands until `drain`. Returns when the last of them has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await notification in notifications { group.addTask { await self.notify(notification) } }
        }
    }

    /// Starts no more commands, and makes `look` do nothing.
    package func drain() {
        isDraining = true
        queue.finish()
    }

    private func look(at alert: Alert, _ known: AlertRecord?, _ census: JournalCensus?) async throws(JournalError) {
        let record = known ?? AlertRecord(name: alert.name, watchedSince: clock.now)
        if known == nil { guard try await journal.replace(nil, with: record) else { return } }
        let reading = try await reading(of: alert, record, census)
        let next = try await change(record, .measured(reading, patience: alert.patience), alert)
        _ = try await change(next, .polled, alert)
    }

    /// Ends an alert that was removed from the configuration, and forgets it once that is reported.
    private func remove(_ known: AlertRecord?, _ name: String) async throws(JournalError) {
        guard let known else {
            leaving.remove(name)
            return
        }
        let ended = try await change(known, .removed, nil)
        let record = try await change(ended, .polled, nil)
        guard let record, !record.isFiring, record.notifyAt == nil else { return }
        if try await journal.replace(record, with: nil) { leaving.remove(name) }
    }

    /// Applies an event to a record, writes it, then acts on it; nil if another daemon has changed the record
    /// meanwhile.
    private func change(
        _ record: AlertRecord?, _ event: AlertRecord.Event, _ alert: Alert?
    ) async throws(JournalError) -> AlertRecord? {
        guard let record else { return nil }
        var next = record
        let action = next.take(event, at: clock.now)
        if next != record { guard try await journal.replace(record, with: next) else { return nil } }
        let notice = AlertNotice(alert: alert, record: next)
        switch action {
        case .none: break
        case .begin: log.write(.alertStarted(alert: next.name, reason: notice.text))
        case .end:
            let length = (next.endedAt ?? clock.now) - (next.startedAt ?? clock.now)
            log.write(.alertEnded(alert: next.name, milliseconds: length.milliseconds))
        case .notify:
            let notification = Announcement(record: next, alert: alert)
            if case .terminated = queue.yield(notification) { await settle(notification, .resume) }
        }
        return next
    }

    private func reading(
        of alert: Alert, _ record: AlertRecord, _ census: JournalCensus?
    ) async throws(JournalError) -> AlertMeasurement {
        switch alert.condition {
        case .signatureFailures(let limit, _), .failedRuns(let limit, _):
            let total = alert.total(in: metrics)
            return counts[alert.name]?.reading(total, limit: limit, at: clock.now) ?? AlertMeasurement(holds: false)
        case .backlog(let limit):
            let hooks = census?.hooks.filter { alert.endpoint == nil || $0.key.endpoint == alert.endpoint } ?? []
            let lag = JournalCensus(hooks: hooks, bytes: 0).lag(at: clock.now, batches: configuration.batchWaits)
            return AlertMeasurement(holds: lag.map { $0 > limit } ?? false, figure: lag?.components.seconds ?? 0)
        case .silence:
            guard var search = silences[alert.name] else { return AlertMeasurement(holds: false) }
            let reading = try await search.reading(record, in: journal, at: clock.now)
            // A reload may have removed the alert meanwhile.
            if silences[alert.name] != nil { silences[alert.name] = search }
            return reading
        }
    }

    private func notify(_ notification: Announcement) async {
        let record = notification.record
        guard let command = configuration.onAlert else { return await settle(notification, .succeed) }
        let notice = AlertNotice(alert: notification.alert, record: record)
        let result = await notifier.result(of: command, notice: notice.json, variables: "ALERT")
        let decision = RunState.decision(
            after: result.exit, failures: record.attempts, policy: PendingNotification.policy, using: &generator)
        if decision != .succeed {
            log.write(
                .onAlertFailed(
                    alert: record.name, attempt: record.attempts, exit: result.exit.description,
                    milliseconds: decision.wait?.milliseconds))
        }
        await settle(notification, decision)
    }

    /// Returns when the journal has the result, or another daemon has taken over. A result that is not written would
    /// cause another notification.
    private func settle(_ notification: Announcement, _ decision: RunState.Decision) async {
        while true {
            do {
                let known = try await journal.alerts().first { $0.name == notification.record.name }
                guard let known, known.isSameNotification(as: notification.record) else { return }
                var next = known
                _ = next.take(.notified(decision), at: clock.now)
                let isWritten = try await journal.replace(known, with: next)
                health.works(.writing)
                if isWritten { return }
            } catch {
                health.failed(error.description, at: .writing)
                guard (try? await timer.sleep(for: Notifier.retryInterval)) != nil else { return }
            }
        }
    }
}

extension Alert {
    fileprivate var looksAtBacklog: Bool {
        if case .backlog = condition { true } else { false }
    }
}

extension AlertRecord {
    fileprivate func isSameNotification(as other: AlertRecord) -> Bool {
        isInFlight && notification == other.notification
    }
}
