import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Maintains the journal: notices changes by other processes, prunes old deliveries, corrects due times. It acts only
/// when it is called.
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
    /// The time of day at the latest `lookForChanges`.
    private var lastLook = Timestamp(milliseconds: 0)

    /// `failed` is called when there are failures to report: `FailureReporter`.
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

    package func use(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// Acts on runs that other processes have retried, cancelled or left behind, and on a clock that was set back.
    package func lookForChanges() async {
        do {
            let now = clock.now
            if now < lastLook { await limitWaits() }
            lastLook = now
            let runs = try await journal.reclaimExpiredLeases(at: now)
            if runs > 0 {
                log.write(.runsRecovered(runs: runs))
                scheduler.wake()
            }
            guard try await journal.hasChangedElsewhere() else { return health.works(.watching) }
            await scheduler.stop(try await journal.runsToStop())
            health.works(.watching)
            watch.changedAnywhere()
            scheduler.wake()
        } catch {
            health.failed(error.description, at: .watching)
        }
    }

    /// Stops the commands whose runs another machine may reclaim, because the journal was unreachable for too long.
    package func endLostRuns() async {
        // The executor stops them even if this process is suspended.
        if let time = journal.timeUntilRunsAreLost() { commands.mayRun(for: time) }
        await scheduler.stop(lost: journal.runsWithEndingLease())
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

    /// Makes runs due at once if they wait longer than their retry policy allows: the clock was set back, now or while no
    /// daemon ran.
    package func limitWaits() async {
        var waits: [HookKey: Duration] = [:]
        for endpoint in configuration.endpoints {
            for hook in endpoint.hooks { waits[HookKey(endpoint: endpoint.path, hook: hook.name)] = hook.retry.last }
        }
        do {
            if try await journal.limitWaits(of: waits, at: clock.now) > 0 { scheduler.wake() }
            health.works(.adjusting)
        } catch {
            health.failed(error.description, at: .adjusting)
        }
    }

    /// Fails the pending runs whose hook is missing in the configuration. It does nothing in a shared journal: another
    /// machine may have the hook.
    package func failOrphans() async {
        guard !configuration.journal.isShared else { return }
        let hooks = configuration.endpoints.flatMap { endpoint in
            endpoint.hooks.map { HookKey(endpoint: endpoint.path, hook: $0.name) }
        }
        do {
            let reason = "its hook is no longer in the configuration; restore it, then run 'hookrunner retry'"
            let runs = try await journal.failRuns(
                ofHooksOtherThan: hooks, because: reason, reporting: configuration.onFailure != nil, at: clock.now)
            health.works(.adjusting)
            if runs > 0 {
                log.write(.runsOrphaned(runs: runs))
                failed()
            }
        } catch .closed {
            // The shutdown does not wait for this. The next start repeats it.
        } catch {
            health.failed(error.description, at: .adjusting)
        }
    }
}
