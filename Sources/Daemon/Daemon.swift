import Alerting
import Formats
import Glibc
import HTTP
import Journals
package import Processes
package import Reporting
import Scheduling
package import Settings
package import Values

/// The daemon: builds all parts from a configuration, and starts and stops them in order.
///
/// Start: journal, scheduler, listeners, "ready". Stop: listeners, open requests and commands, journal. So there is
/// always a journal to record a request, or the result of a command.
package struct Daemon: Sendable {
    private let configuration: Configuration
    private let commands: any CommandRunner
    private let environment: [String: String]
    private let sources: ConfigurationSources
    private let reload: @Sendable () -> Reload
    private let log: Log
    private let clock: WallClock
    private let manager: ServiceManager
    private let version: String
    private let file: String?
    private let record: StartRecord?
    private let metrics = Metrics()

    /// `configuration` is complete, with at least one listener, and `sources` are its files. `file` is what subcommands
    /// need as `-c` to find it; nil if they find it by default. `record` is left in the journal's directory for them.
    /// Commands inherit a part of `environment`, which also names the service manager. `reload` may block.
    package init(
        _ configuration: Configuration, from sources: ConfigurationSources, named file: String? = nil,
        record: StartRecord? = nil, commands: any CommandRunner,
        environment: [String: String], log: Log, clock: WallClock = .system, version: String,
        reload: @escaping @Sendable () -> Reload
    ) {
        self.version = version
        self.file = file
        self.record = record
        self.sources = sources
        self.reload = reload
        self.configuration = configuration
        self.commands = commands
        self.environment = environment
        self.log = log
        self.clock = clock
        manager = ServiceManager(environment: environment)
    }

    /// Accepts webhooks and runs commands until a signal. To be called once per process, since it installs signal
    /// handlers.
    ///
    /// It exits the process itself if a signal arrives before it is ready, or if the deadline or another signal cuts
    /// the shutdown short. The status is then 0, or 1 if the journal lacks the result of a command.
    ///
    /// - Throws: why it could not start.
    package func run() async throws(DaemonError) {
        let shutdown = ShutdownQueue(timeout: configuration.shutdownTimeout) { [log] unfinished in
            log.write(unfinished.isEmpty ? .stopped(runs: 0) : .stopForced(reason: unfinished.text))
            log.flush()
            // Not exit(3): its handlers would free what other threads still use.
            _exit(unfinished.losesEnds ? 1 : 0)
        }
        let reloads = ReloadRequests()
        Signals.listen { signal in
            if signal == .hangUp { reloads.add() } else { shutdown.take(.signal(signal.name)) }
        }
        let (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let journal = try await openJournal { change.yield() }
        do {
            let daemon = try await start(with: journal, shutdown, reloads, changes)
            shutdown.take(.started)
            await daemon.serve()
        } catch {
            await journal.close()
            throw error
        }
    }

    /// Builds all parts, opens the listeners, and adapts the journal to the configuration.
    private func start(
        with journal: any Journal, _ shutdown: ShutdownQueue, _ reloads: ReloadRequests, _ changes: AsyncStream<Void>
    ) async throws(DaemonError) -> ServingDaemon {
        // The journal is open: no other daemon uses it. This ends the commands that a crash has left behind.
        await commands.start()
        let health = JournalHealth(log: log)
        let watch = DeliveryWatch()
        let failures = FailureReporter(
            journal: journal, commands: commands, inherited: environment, log: log, health: health, clock: clock)
        await failures.use(configuration)
        let scheduler = Scheduler(
            journal: journal, commands: commands, inherited: environment, log: log, health: health, watch: watch,
            metrics: metrics, clock: clock, failed: { failures.wake() })
        await scheduler.use(configuration)
        let upkeep = JournalUpkeep(
            journal: journal, scheduler: scheduler, commands: commands, log: log, health: health, watch: watch,
            clock: clock, failed: { failures.wake() })
        await upkeep.use(configuration)
        let alerts = AlertWatch(
            journal: journal, commands: commands, inherited: environment, log: log, health: health, metrics: metrics,
            clock: clock)
        await alerts.use(configuration)
        metrics.use(configuration)
        let intake = Intake(
            configuration, journal: journal, log: log, health: health, watch: watch, metrics: metrics, clock: clock
        ) { scheduler.wake() }
        let server = try listen(with: intake)
        let admin = try listenForAdmin(about: journal, health, server, scheduler, intake)
        try await recover(journal)
        await upkeep.failOrphans()
        await upkeep.limitWaits()
        let reloader = Reloader(
            configuration, sources: sources,
            users: Reloader.Users(
                server: server, intake: intake, admin: admin, scheduler: scheduler, upkeep: upkeep,
                alerts: alerts, failures: failures, shutdown: shutdown),
            requests: reloads, manager: manager, log: log, read: reload)
        return ServingDaemon(
            journal: journal, commands: commands, server: server, admin: admin, intake: intake, scheduler: scheduler,
            upkeep: upkeep, alerts: alerts, failures: failures, reloader: reloader, manager: manager,
            shutdown: shutdown, log: log, changes: changes)
    }

    private func openJournal(changed: @escaping @Sendable () -> Void) async throws(DaemonError) -> any Journal {
        let sharing = JournalSharing(
            lease: configuration.lease, maximumRunningTotal: configuration.maximumRunningTotal)
        do {
            return try await configuration.journal.openForDaemon(
                sharing: sharing, committed: { [metrics] in metrics.committed($0) }, changed: changed,
                warn: { [log] in log.write(.configurationWarning(text: $0)) })
        } catch {
            throw .journal(error)
        }
    }

    private func listen(with intake: Intake) throws(DaemonError) -> HTTPServer {
        let server = HTTPServer(limits: configuration.limits, handler: intake)
        let inherited = SocketActivation.descriptors(in: environment, for: getppid() == 1 ? [getpid(), 1] : [getpid()])
        do {
            let addresses = try server.listen(on: configuration.listeners, inherited: inherited)
            for address in addresses { log.write(.listening(address: address.description)) }
            leaveRecord(listeningOn: addresses)
        } catch {
            throw .listen(error.description)
        }
        return server
    }

    /// Lets subcommands find out how the daemon was started. A failure is only a warning: they then need options.
    private func leaveRecord(listeningOn addresses: [ListenAddress]) {
        guard case .directory(let directory) = configuration.journal, var record else { return }
        if case .hooks(var hooks) = record, let address = addresses.first {
            hooks.listen = address.description
            record = .hooks(hooks)
        }
        do throws(JournalError) {
            try JournalNote.leave(Array((record.json.text + "\n").utf8), in: directory)
        } catch {
            log.write(.configurationWarning(text: error.description))
        }
    }

    private func listenForAdmin(
        about journal: any Journal, _ health: JournalHealth, _ server: HTTPServer, _ scheduler: Scheduler,
        _ intake: Intake
    ) throws(DaemonError) -> AdminServer? {
        let subject = AdminPages.Subject(
            journal: journal, health: health, metrics: metrics, version: version, configurationFile: file,
            isAlive: {
                await server.isAlive()
                _ = await scheduler.running
            }, isAccepting: { intake.isAccepting })
        do {
            return try AdminServer.listen(configuration, of: subject, log: log, clock: clock)
        } catch {
            throw .listen(error.description)
        }
    }

    private func recover(_ journal: any RunQueue) async throws(DaemonError) {
        do {
            let runs = try await journal.recover(at: clock.now)
            if runs > 0 { log.write(.runsRecovered(runs: runs)) }
        } catch {
            throw .journal(error)
        }
    }
}
