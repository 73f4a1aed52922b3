import Alerting
import Formats
import HTTP
import Reporting
import Scheduling
import Settings
import Values

/// Reads the configuration again, and hands it to those who use it.
///
/// One reload follows the other. A request that comes during one is remembered, so the last of them reads what was there
/// when it came. Reading blocks, on a thread of this actor's own.
actor Reloader {
    private let executor = QueueExecutor("reload")
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

    /// Does nothing until `run`.
    ///
    /// - Parameters:
    ///   - first: what they use now.
    ///   - sources: what it was made of.
    ///   - users: who uses it.
    ///   - requests: ask for reloads.
    ///   - manager: is told of each reload.
    ///   - log: where it reports.
    ///   - read: reads the configuration.
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

    /// Looks whether files have changed, where the configuration asks for it; a reload reads them anyway.
    func look() {
        if watches, !isBusy, watch.look() { requests.add() }
    }

    /// Reloads whenever that is asked for, until the task is cancelled.
    func run() async {
        for await _ in requests.stream { await reloadOnce() }
    }

    /// If the configuration has mistakes, the old one stays. So it does if the end has begun meanwhile.
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
            for mistake in reload.mistakes { log.write(.reloadFailed(reason: mistake)) }
        } catch {
            log.write(.reloadFailed(reason: error.description))
        }
        await log.flush()
        if !Task.isCancelled { await manager.notify(.ready) }
    }

    private func use(_ configuration: Configuration) async throws(ListenError) {
        let contexts = try TLSContexts(for: configuration.listeners)
        for setting in configuration.settingsFixedAtStart(comparedWith: first) {
            log.write(.configurationWarning(text: "a new '\(setting)' takes effect with the next start"))
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
    /// The directives that differ, and that only a start can change.
    fileprivate func settingsFixedAtStart(comparedWith old: Configuration) -> [String] {
        let isListeningElsewhere = listeners.map(\.address) != old.listeners.map(\.address)
        let speaksOtherwise = listeners.map { $0.tls == nil } != old.listeners.map { $0.tls == nil }
        return (isListeningElsewhere || speaksOtherwise ? ["listen"] : []) + (admin == old.admin ? [] : ["admin"])
            + (journal == old.journal ? [] : ["journal"]) + (lease == old.lease ? [] : ["lease"])
            + (maximumRunningTotal == old.maximumRunningTotal ? [] : ["max-running-total"])
    }

    /// What clients may ask of connections.
    var limits: Limits {
        var limits = Limits(connections: maximumConnections)
        limits.connectionsPerClient = maximumConnectionsPerClient
        limits.trustedProxies = trustedProxies
        limits.requestMemory = maximumRequestMemory
        return limits
    }
}
