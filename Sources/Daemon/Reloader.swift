import Alerting
import Formats
import HTTP
import Reporting
import Scheduling
import Settings
import Values

/// Reloads the configuration.
///
/// Reloads do not overlap. A request during a reload causes another one, so the last reload reads the files as they
/// were at the last request or later. Reading blocks; the actor has its own thread for it.
actor Reloader {
    private let executor = QueueExecutor(label: "reload")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let first: Configuration
    private let read: @Sendable () -> Reload
    private let users: Users
    private let manager: ServiceManager
    private let log: Log
    private let requests: ReloadRequests
    private var watch: ChangeWatch
    private var watches: Bool
    private var isBusy = false

    /// Everything that uses the configuration.
    struct Users: Sendable {
        let server: HTTPServer
        let intake: Intake
        let admin: AdminServer?
        let scheduler: Scheduler
        let upkeep: JournalUpkeep
        let alerts: AlertWatch
        let failures: FailureReporter
        let shutdown: ShutdownQueue
    }

    /// `first` is the configuration at the start, and `sources` are its files. Some directives keep the values of
    /// `first` until the daemon is restarted.
    init(
        _ first: Configuration, sources: ConfigurationSources, users: Users, requests: ReloadRequests,
        manager: ServiceManager, log: Log, read: @escaping @Sendable () -> Reload
    ) {
        self.first = first
        self.read = read
        self.users = users
        self.requests = requests
        self.manager = manager
        self.log = log
        watch = ChangeWatch(sources)
        watches = first.reloadsOnChange
    }

    /// Requests a reload if files have changed, with `reload on-change`. During a reload it does nothing, since that
    /// reads the files anyway.
    func look() {
        if watches, !isBusy, watch.look() { requests.add() }
    }

    /// Reloads at each request, until the task is cancelled.
    func run() async {
        for await _ in requests.stream { await reloadOnce() }
    }

    /// Keeps the old configuration if the new one has errors, or if the daemon began to shut down meanwhile.
    private func reloadOnce() async {
        isBusy = true
        defer { isBusy = false }
        await manager.notify(.reloading)
        let reload = read()
        guard !Task.isCancelled else { return }
        watch = ChangeWatch(reload.sources)
        for warning in reload.warnings { log.write(.configurationWarning(text: warning)) }
        do {
            if let configuration = reload.configuration { try await use(configuration) }
            for error in reload.errors { log.write(.reloadFailed(reason: error)) }
        } catch {
            log.write(.reloadFailed(reason: error.description))
        }
        await log.flush()
        if !Task.isCancelled { await manager.notify(.ready) }
    }

    private func use(_ configuration: Configuration) async throws(ListenError) {
        let contexts = try TLSContexts(for: configuration.listeners)
        for setting in configuration.settingsFixedAtStart(comparedWith: first) {
            log.write(.configurationWarning(text: "a new '\(setting)' takes effect after a restart"))
        }
        watches = configuration.reloadsOnChange
        log.use(configuration.log)
        users.shutdown.use(configuration.shutdownTimeout)
        await users.server.use(configuration.limits, tls: contexts)
        users.intake.use(configuration)
        users.admin?.use(configuration)
        await users.scheduler.use(configuration)
        await users.upkeep.use(configuration)
        await users.alerts.use(configuration)
        await users.failures.use(configuration)
        log.write(.reloaded)
        await users.upkeep.failOrphans()
    }
}

extension Configuration {
    /// The changed directives that take effect only after a restart.
    fileprivate func settingsFixedAtStart(comparedWith old: Configuration) -> [String] {
        let isListeningElsewhere = listeners.map(\.address) != old.listeners.map(\.address)
        let speaksOtherwise = listeners.map { $0.tls == nil } != old.listeners.map { $0.tls == nil }
        return (isListeningElsewhere || speaksOtherwise ? ["listen"] : []) + (admin == old.admin ? [] : ["admin"])
            + (journal == old.journal ? [] : ["journal"]) + (lease == old.lease ? [] : ["lease"])
            + (maximumRunningTotal == old.maximumRunningTotal ? [] : ["max-running-total"])
    }

    var limits: Limits {
        var limits = Limits(connections: maximumConnections)
        limits.connectionsPerClient = maximumConnectionsPerClient
        limits.trustedProxies = trustedProxies
        limits.requestMemory = maximumRequestMemory
        return limits
    }
}
