import Glibc
import HTTP
import Journals
public import Processes
public import Reporting
import Scheduling
public import Settings
public import Values

/// The daemon: builds everything from a configuration, and knows the order of start and stop.
///
/// Start: journal, scheduler, listeners, "ready". Stop: listeners, open requests and commands, journal. So there is never
/// a request without a journal to take it, nor a command without a journal to note its end.
public struct Daemon: Sendable {
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

    /// Puts a daemon together; nothing happens before `run`.
    ///
    /// - Parameters:
    ///   - configuration: complete, with at least one listener.
    ///   - sources: what the configuration was made of.
    ///   - file: what commands have to name with `-c` to find the configuration; nil if they find it by themselves.
    ///   - record: what to leave in the journal's directory for the tools beside the daemon.
    ///   - commands: what runs commands.
    ///   - environment: the daemon's own, for what commands inherit and for the service manager.
    ///   - log: where it reports.
    ///   - clock: the time of day.
    ///   - version: of the program.
    ///   - reload: reads the configuration anew.
    public init(
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

    /// Takes in webhooks and runs commands until a signal ends it. Once in a process: it takes over the signals.
    ///
    /// - Throws: why it could not start.
    public func run() async throws(DaemonError) {
        let signals = Signals.stream()
        let (changes, change) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let journal = try await openJournal { change.yield() }
        let health = JournalHealth(log: log)
        let watch = DeliveryWatch()
        let scheduler = Scheduler(
            journal: journal, commands: commands, inherited: environment, log: log, health: health, watch: watch,
            metrics: metrics, clock: clock)
        await scheduler.use(configuration)
        let alerts = AlertWatch(
            journal: journal, commands: commands, inherited: environment, log: log, health: health, metrics: metrics,
            clock: clock)
        await alerts.use(configuration)
        metrics.use(configuration)
        let intake = Intake(
            configuration, journal: journal, log: log, health: health, watch: watch, metrics: metrics, clock: clock
        ) { scheduler.ring() }
        do {
            let server = try listen(with: intake)
            let admin = try listenForQuestions(
                about: AdminPages.Subject(
                    journal: journal, health: health, metrics: metrics, version: version,
                    configurationFile: file,
                    isAlive: {
                        await server.isAlive()
                        _ = await scheduler.running
                    }, isTakingIn: { intake.isTakingIn }))
            try await recover(journal)
            await scheduler.failOrphans()
            await scheduler.limitWaits()
            await serve(server, admin, intake, scheduler, alerts, until: signals, lookingAfter: changes)
        } catch {
            await journal.close()
            throw error
        }
        await journal.close()
    }

    private func openJournal(changed: @escaping @Sendable () -> Void) async throws(DaemonError) -> any Journal {
        let sharing = JournalSharing(
            lease: configuration.lease, maximumRunningTotal: configuration.maximumRunningTotal)
        do {
            let journal = try await configuration.journal.openForDaemon(
                sharing: sharing, committed: { [metrics] in metrics.committed($0) }, changed: changed)
            for text in try await journal.warnings() { log.write(.configurationWarning(text: text)) }
            return journal
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

    /// Tells the tools beside the daemon how it was started. Without the note they have to be told: a warning, no more.
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

    private func listenForQuestions(about subject: AdminPages.Subject) throws(DaemonError) -> AdminServer? {
        do {
            return try AdminServer.listen(configuration, of: subject, log: log, clock: clock)
        } catch {
            throw .listen(error.description)
        }
    }

    private func recover(_ journal: any Journal) async throws(DaemonError) {
        do {
            let runs = try await journal.recover(at: clock.now)
            if runs > 0 { log.write(.recovered(runs: runs)) }
        } catch {
            throw .journal(error)
        }
    }

    /// Serves until the last command has ended after a signal.
    private func serve(
        _ server: HTTPServer, _ admin: AdminServer?, _ intake: Intake, _ scheduler: Scheduler,
        _ alerts: AlertWatch, until signals: AsyncStream<DaemonSignal>, lookingAfter changes: AsyncStream<Void>
    ) async {
        let (events, event) = AsyncStream<(Shutdown.Event, String)>.makeStream()
        var shutdown = Shutdown()
        let reloader = Reloader(
            configuration, sources: sources, server: server, intake: intake, admin: admin, scheduler: scheduler,
            alerts: alerts, manager: manager, log: log, read: reload)
        await withDiscardingTaskGroup { group in
            server.start()
            admin?.start()
            // Whoever waits for it may look in the log for the address.
            log.flush()
            manager.notify(.ready)
            group.addTask {
                async let told: Void = alerts.run()
                await scheduler.run()
                await told
                await server.drain()
                event.yield((.finished, ""))
            }
            group.addTask {
                for await signal in signals {
                    if signal == .hangUp {
                        await reloader.reload()
                    } else {
                        event.yield((.signal, signal.name))
                    }
                }
            }
            group.addTask {
                while (try? await Task.sleep(for: .seconds(1))) != nil {
                    await scheduler.lookForChanges()
                    await reloader.look()
                }
            }
            group.addTask {
                repeat { await alerts.look() } while (try? await Task.sleep(for: .seconds(1))) != nil
            }
            group.addTask {
                for await _ in changes { await scheduler.lookForChanges() }
            }
            // Apart from all that asks the journal, and may have to wait for it.
            group.addTask {
                while (try? await Task.sleep(for: .seconds(1))) != nil { await scheduler.endLostRuns() }
            }
            if let interval = manager.watchdogInterval {
                // Said only by way of those who must not hang.
                group.addTask {
                    while (try? await Task.sleep(for: interval)) != nil {
                        await server.isAlive()
                        _ = await scheduler.running
                        manager.notify(.watchdog)
                    }
                }
            }
            group.addTask {
                repeat { await scheduler.prune() } while (try? await Task.sleep(for: .seconds(60))) != nil
            }
            for await (happened, signal) in events {
                switch shutdown.take(happened) {
                case .none: continue
                case .drain:
                    await beginToStop(signal, server, intake, scheduler, alerts)
                    group.addTask { [limit = configuration.shutdownTimeout] in
                        guard (try? await Task.sleep(for: limit)) != nil else { return }
                        event.yield((.timeout, ""))
                    }
                case .endCommands(let isUrgent):
                    group.addTask { await commands.stopAll(patience: isUrgent ? .zero : .seconds(5)) }
                case .leave:
                    group.cancelAll()
                    event.finish()
                }
            }
        }
        await admin?.stop()
        server.stop()
        await commands.shutDown()
        log.write(.stopped)
    }

    private func beginToStop(
        _ signal: String, _ server: HTTPServer, _ intake: Intake, _ scheduler: Scheduler, _ alerts: AlertWatch
    ) async {
        manager.notify(.stopping)
        log.write(.stopping(signal: signal, runs: await scheduler.running))
        intake.close()
        await server.stopAccepting()
        await scheduler.drain()
        await alerts.drain()
    }
}
