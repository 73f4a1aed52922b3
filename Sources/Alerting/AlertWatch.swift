import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Notices when an alert begins and ends, and runs the `on-alert` command: metrics and journal → record → command.
///
/// What it has said stands in the journal, so a restart repeats nothing, and of several daemons one tells. It looks when
/// it is asked to, and has no clock of its own.
package actor AlertWatch {
    /// Something to tell.
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
    /// Whether the journal may hold alerts that the configuration does not have.
    private var isNew = true
    private var leaving: Set<String> = []
    private var isDraining = false
    private let tellings: AsyncStream<Announcement>
    private let teller: AsyncStream<Announcement>.Continuation

    /// Makes a watch that does nothing until `look`.
    ///
    /// - Parameters:
    ///   - journal: what is known of alerts, and deliveries.
    ///   - commands: what runs commands.
    ///   - inherited: the daemon's own environment, of which commands get a part.
    ///   - log: where alerts are reported.
    ///   - health: how the journal is, as the log last said.
    ///   - metrics: where requests and runs are counted.
    ///   - clock: the time of day.
    ///   - timer: what waits until the journal can be written again.
    ///   - generator: where the jitter of waits comes from.
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
        (tellings, teller) = AsyncStream.makeStream()
    }

    /// Goes by this configuration from the next look on.
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

    /// Looks at every alert; to be called once a second, and not while it looks.
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

    /// Runs `on-alert` commands until `drain`, then returns when the last of them has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            for await telling in tellings { group.addTask { await self.tell(telling) } }
        }
    }

    /// Looks at nothing any more.
    package func drain() {
        isDraining = true
        teller.finish()
    }

    private func look(at alert: Alert, _ known: AlertRecord?, _ census: JournalCensus?) async throws(JournalError) {
        let record = known ?? AlertRecord(name: alert.name, watchedSince: clock.now)
        if known == nil { guard try await journal.replace(nil, with: record) else { return } }
        let reading = try await reading(of: alert, record, census)
        let next = try await change(record, .looked(reading, patience: alert.patience), alert)
        _ = try await change(next, .asked, alert)
    }

    /// Ends what the configuration does not have any more, and forgets it when that has been told.
    private func remove(_ known: AlertRecord?, _ name: String) async throws(JournalError) {
        guard let known else {
            leaving.remove(name)
            return
        }
        let ended = try await change(known, .left, nil)
        let record = try await change(ended, .asked, nil)
        guard let record, !record.isFiring, record.tellAt == nil else { return }
        if try await journal.replace(record, with: nil) { leaving.remove(name) }
    }

    /// Writes what an event makes of a record, then acts on it; nil if somebody else has changed it meanwhile.
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
        case .tell:
            let telling = Announcement(record: next, alert: alert)
            if case .terminated = teller.yield(telling) { await conclude(telling, .resume) }
        }
        return next
    }

    private func reading(
        of alert: Alert, _ record: AlertRecord, _ census: JournalCensus?
    ) async throws(JournalError) -> AlertReading {
        switch alert.condition {
        case .signatureFailures(let limit, _), .failedRuns(let limit, _):
            let total = alert.total(in: metrics)
            return counts[alert.name]?.reading(total, limit: limit, at: clock.now) ?? AlertReading(holds: false)
        case .backlog(let limit):
            let hooks = census?.hooks.filter { alert.endpoint == nil || $0.key.endpoint == alert.endpoint } ?? []
            let lag = JournalCensus(hooks: hooks, bytes: 0).lag(at: clock.now, batches: configuration.batchWaits)
            return AlertReading(holds: lag.map { $0 > limit } ?? false, figure: lag?.components.seconds ?? 0)
        case .silence:
            guard var search = silences[alert.name] else { return AlertReading(holds: false) }
            let reading = try await search.reading(record, in: journal, at: clock.now)
            // A new configuration may have come meanwhile.
            if silences[alert.name] != nil { silences[alert.name] = search }
            return reading
        }
    }

    private func tell(_ telling: Announcement) async {
        let record = telling.record
        guard let command = configuration.onAlert else { return await conclude(telling, .succeed) }
        let notice = AlertNotice(alert: telling.alert, record: record)
        let result = await notifier.result(of: command, notice: notice.json, variables: "ALERT")
        let decision = RunState.decision(
            after: result.exit, failures: record.attempts, policy: Telling.policy, using: &generator)
        if decision != .succeed {
            log.write(
                .onAlertFailed(
                    alert: record.name, attempt: record.attempts, exit: result.exit.description,
                    milliseconds: decision.wait?.milliseconds))
        }
        await conclude(telling, decision)
    }

    /// Returns when the journal has it, or somebody else has taken it over: what is not written would be told again.
    private func conclude(_ telling: Announcement, _ decision: RunState.Decision) async {
        while true {
            do {
                let known = try await journal.alerts().first { $0.name == telling.record.name }
                guard let known, known.isSameTelling(as: telling.record) else { return }
                var next = known
                _ = next.take(.told(decision), at: clock.now)
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
    fileprivate func isSameTelling(as other: AlertRecord) -> Bool {
        isBeingTold && telling == other.telling
    }
}
