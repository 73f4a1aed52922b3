import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// What a journal needs besides runs being started: others' changes noticed, old deliveries removed, wrong times put
/// right. It acts when it is called, and has no clock of its own.
package actor JournalUpkeep {
    private let journal: any Journal
    private let scheduler: Scheduler
    private let commands: any CommandRunner
    private let log: Log
    private let health: JournalHealth
    private let watch: DeliveryWatch
    private let clock: WallClock
    private let failed: @Sendable () -> Void

    private var configuration = Configuration()
    /// The time of day when it was last looked at.
    private var lastLook = Timestamp(milliseconds: 0)

    /// - Parameters:
    ///   - journal: what it looks after.
    ///   - scheduler: starts what is due, and stops what was cancelled.
    ///   - commands: must hear how long they may run.
    ///   - log: where it reports.
    ///   - health: how the journal is, as the log last said.
    ///   - watch: hears of deliveries whose runs may have ended.
    ///   - clock: the time of day.
    ///   - failed: called when there are failures to report: `FailureReporter`.
    package init(
        journal: any Journal, scheduler: Scheduler, commands: any CommandRunner, log: Log, health: JournalHealth,
        watch: DeliveryWatch = DeliveryWatch(), clock: WallClock = .system, failed: @escaping @Sendable () -> Void = {}
    ) {
        self.journal = journal
        self.scheduler = scheduler
        self.commands = commands
        self.log = log
        self.health = health
        self.watch = watch
        self.clock = clock
        self.failed = failed
    }

    /// Uses this configuration from now on.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Acts on what other processes have retried, cancelled or left behind, and on a clock that was set back.
    package func lookForChanges() async {
        do {
            let now = clock.now
            if now < lastLook { await limitWaits() }
            lastLook = now
            let runs = try await journal.takeUpExpired(at: now)
            if runs > 0 {
                log.write(.runsRecovered(runs: runs))
                scheduler.ring()
            }
            guard try await journal.hasChangedElsewhere() else { return health.works(.watching) }
            await scheduler.stop(try await journal.runsToStop())
            health.works(.watching)
            watch.changedAnywhere()
            scheduler.ring()
        } catch {
            health.failed(error.description, at: .watching)
        }
    }

    /// Stops the commands whose runs another machine may take up: the journal could not be reached for too long.
    package func endLostRuns() async {
        // If this process is stopped, the executor ends them.
        if let time = journal.timeUntilRunsAreLost() { commands.mayRun(for: time) }
        await scheduler.stop(lost: journal.lostRuns())
    }

    /// Removes deliveries older than `keep` and `keep-failed`.
    package func prune() async {
        let keep = configuration.keep
        do {
            let deliveries = try await journal.prune(
                before: clock.now - keep, failedBefore: clock.now - (configuration.keepFailed ?? keep))
            health.works(.pruning)
            if deliveries > 0 { log.write(.pruned(deliveries: deliveries)) }
        } catch {
            health.failed(error.description, at: .pruning)
        }
    }

    /// Makes runs due that would wait longer than their retry policy allows: the clock was set back, just now or while no
    /// daemon ran.
    package func limitWaits() async {
        var waits: [HookKey: Duration] = [:]
        for endpoint in configuration.endpoints {
            for hook in endpoint.hooks { waits[HookKey(endpoint: endpoint.path, hook: hook.name)] = hook.retry.last }
        }
        do {
            if try await journal.limitWaits(of: waits, at: clock.now) > 0 { scheduler.ring() }
            health.works(.adjusting)
        } catch {
            health.failed(error.description, at: .adjusting)
        }
    }

    /// Fails the pending runs whose hook the configuration does not have. A shared journal is left alone: another machine
    /// may have the hook.
    package func failOrphans() async {
        guard !configuration.journal.isShared else { return }
        let hooks = configuration.endpoints.flatMap { endpoint in
            endpoint.hooks.map { HookKey(endpoint: endpoint.path, hook: $0.name) }
        }
        do {
            let reason = "its hook is not in the configuration any more; put it back, then 'hookrunner retry'"
            let runs = try await journal.failRuns(
                ofHooksOtherThan: hooks, because: reason, telling: configuration.onFailure != nil, at: clock.now)
            health.works(.adjusting)
            if runs > 0 {
                log.write(.runsOrphaned(runs: runs))
                failed()
            }
        } catch .closed {
            // The end did not wait for this: the next start does it.
        } catch {
            health.failed(error.description, at: .adjusting)
        }
    }
}
