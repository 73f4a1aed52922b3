import HTTP
import Reporting
import Scheduling
import Settings
import Values

/// Brings a new configuration to those who go by it, one at a time.
actor Reloader {
    private let first: Configuration
    private let read: @Sendable () -> Reload
    private let server: HTTPServer
    private let intake: Intake
    private let admin: AdminServer?
    private let scheduler: Scheduler
    private let alerts: AlertWatch
    private let failures: FailureReporter
    private let manager: ServiceManager
    private let log: Log
    private var watch: ChangeWatch
    private var watches: Bool
    private var isBusy = false

    /// Goes by `first`, which was made of `sources`, until `read` gives another.
    init(
        _ first: Configuration, sources: ConfigurationSources, server: HTTPServer, intake: Intake,
        admin: AdminServer?, scheduler: Scheduler, alerts: AlertWatch, failures: FailureReporter,
        manager: ServiceManager, log: Log,
        read: @escaping @Sendable () -> Reload
    ) {
        self.first = first
        self.read = read
        self.server = server
        self.intake = intake
        self.admin = admin
        self.scheduler = scheduler
        self.alerts = alerts
        self.failures = failures
        self.manager = manager
        self.log = log
        watch = ChangeWatch(sources)
        watches = first.reloadsOnChange
    }

    /// Looks whether files have changed, where the configuration asks for it.
    func look() async {
        if watches, !isBusy, watch.look() { await reload() }
    }

    /// Reads the configuration anew, and uses it from the next request on; if it has mistakes, the old one stays.
    func reload() async {
        guard !isBusy else { return }
        isBusy = true
        manager.notify(.reloading)
        let reload = read()
        watch = ChangeWatch(reload.sources)
        do {
            if let configuration = reload.configuration {
                try await use(configuration, warnings: reload.texts)
            } else {
                for mistake in reload.texts { log.write(.reloadRefused(reason: mistake)) }
            }
        } catch {
            log.write(.reloadRefused(reason: error.description))
        }
        log.flush()
        manager.notify(.ready)
        isBusy = false
    }

    private func use(_ configuration: Configuration, warnings: [String]) async throws(ListenError) {
        let contexts = try TLSContexts(for: configuration.listeners)
        for warning in warnings { log.write(.configurationWarning(text: warning)) }
        for setting in configuration.settingsFixedAtStart(comparedWith: first) {
            log.write(.configurationWarning(text: "a new '\(setting)' takes effect with the next start"))
        }
        watches = configuration.reloadsOnChange
        log.use(configuration.log)
        await server.use(configuration.limits, tls: contexts)
        intake.use(configuration)
        admin?.use(configuration)
        await scheduler.use(configuration)
        await alerts.use(configuration)
        await failures.use(configuration)
        log.write(.reloaded)
        await scheduler.failOrphans()
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
        return limits
    }
}
