import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Starts due runs and writes down how they end: journal → processes → journal.
///
/// It claims no more runs than it can start, so a backlog of any size costs no memory. It wakes when a delivery has been
/// recorded, when a command has ended, and when the next run is due; it never polls.
package actor Scheduler {
    private let journal: any RunQueue
    private let runner: Runner
    private let clock: WallClock
    private let timer: any Clock<Duration>
    private let log: Log
    private let health: JournalHealth
    private let watch: DeliveryWatch
    private let metrics: Metrics
    private let failed: @Sendable () -> Void
    private var generator: any RandomNumberGenerator & Sendable

    private var configuration = Configuration()
    private var places = Places()
    private var isDraining = false
    /// Runs that are pending again since `drain` came: their command was cut off, or was not started any more.
    package private(set) var cutOff = 0
    /// The time of day when it was last looked at.
    private var lastLook = Timestamp(milliseconds: 0)
    /// What runs, so that it can be stopped.
    private var attempts: [RunID: Task<CommandResult, Never>] = [:]
    /// What has to end since it is, or soon may be, another machine's.
    private var lost: Set<RunID> = []
    private var alarm: Task<Void, Never>?
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    /// How long to wait before the journal, or a system out of processes, is asked again.
    static let patience: Duration = .seconds(1)
    /// The longest sleep: a clock that jumps, or a tool that wrote to the journal, delays nothing for longer.
    static let longestSleep: Duration = .seconds(15)
    /// The shortest one where several machines share a journal.
    static let shortestSleep: Duration = .milliseconds(10)

    /// Makes a scheduler that does nothing until `run`.
    ///
    /// - Parameters:
    ///   - journal: where runs come from.
    ///   - commands: what runs them.
    ///   - inherited: the daemon's own environment, of which commands get a part.
    ///   - log: where attempts are reported.
    ///   - health: how the journal is, as the log last said.
    ///   - watch: hears of deliveries whose runs have ended.
    ///   - metrics: counts attempts and ends.
    ///   - clock: the time of day, for due times.
    ///   - timer: what sleeps until then.
    ///   - generator: where the jitter of retries comes from.
    ///   - failed: hears that there are failures to be told: `FailureReporter`.
    package init(
        journal: any RunQueue, commands: any CommandRunner, inherited: [String: String], log: Log,
        health: JournalHealth,
        watch: DeliveryWatch = DeliveryWatch(), metrics: Metrics = Metrics(), clock: WallClock = .system,
        timer: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator(),
        failed: @escaping @Sendable () -> Void = {}
    ) {
        self.failed = failed
        self.journal = journal
        self.log = log
        self.health = health
        self.watch = watch
        self.metrics = metrics
        self.clock = clock
        self.timer = timer
        self.generator = generator
        runner = Runner(commands: commands, inherited: inherited, clock: clock, timer: timer, log: log)
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Goes by this configuration from the next claim on; commands that run go by the old one to their end.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
        places.use(configuration)
        ring()
    }

    /// Something may be due: a delivery has been recorded.
    package nonisolated func ring() {
        bell.yield()
    }

    /// Commands that run.
    package var running: Int { places.occupied }

    /// Looks whether another process has retried or cancelled runs, or somebody has set the clock back, and acts on it.
    package func lookForChanges() async {
        do {
            let now = clock.now
            if now < lastLook { await limitWaits() }
            lastLook = now
            let runs = try await journal.reclaimExpiredLeases(at: now)
            if runs > 0 {
                log.write(.recovered(runs: runs))
                ring()
            }
            guard try await journal.hasChangedElsewhere() else { return health.works(.watching) }
            for run in try await journal.runsToStop() { attempts[run]?.cancel() }
            health.works(.watching)
            watch.changedAnywhere()
            ring()
        } catch {
            health.failed(error.description, at: .watching)
        }
    }

    /// Ends the commands whose runs another machine may take up: the journal could not be reached for too long.
    package func endLostRuns() {
        // If this process is stopped, the executor ends them.
        if let time = journal.timeUntilRunsAreLost() { runner.commands.mayRun(for: time) }
        for run in journal.runsWithEndingLease() {
            guard let command = attempts[run], lost.insert(run).inserted else { continue }
            log.write(.leaseLost(delivery: run.delivery.text, hook: run.hook))
            command.cancel()
        }
    }

    /// Removes what `keep` and `keep-failed` give up.
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

    /// Makes runs due that would wait for ever, or for long: the clock was set back, just now or while no daemon ran.
    package func limitWaits() async {
        var waits: [HookKey: Duration] = [:]
        for endpoint in configuration.endpoints {
            for hook in endpoint.hooks { waits[HookKey(endpoint: endpoint.path, hook: hook.name)] = hook.retry.last }
        }
        do {
            if try await journal.limitWaits(of: waits, at: clock.now) > 0 { ring() }
            health.works(.adjusting)
        } catch {
            health.failed(error.description, at: .adjusting)
        }
    }

    /// Fails the pending runs whose hook the configuration does not have: nobody would ever start them, unless another
    /// machine has it.
    package func failOrphans() async {
        guard !configuration.journal.isShared else { return }
        do {
            let reason = "its hook is not in the configuration any more; put it back, then 'hookrunner retry'"
            let runs = try await journal.failRuns(
                ofHooksOtherThan: places.keys, because: reason, telling: configuration.onFailure != nil, at: clock.now)
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

    /// Starts runs until `drain`, then returns when the last command has ended and its end is in the journal.
    package func run() async {
        await withDiscardingTaskGroup { group in
            ring()
            for await _ in bells {
                guard !isDraining else { break }
                await startDueRuns(in: &group)
            }
        }
        alarm?.cancel()
    }

    /// Starts no further run; `run` returns when those under way have ended.
    package func drain() {
        isDraining = true
        ring()
    }

    private func startDueRuns(in group: inout DiscardingTaskGroup) async {
        while !isDraining, let (allowances, total) = places.allowances() {
            let configuration = configuration
            guard let claimed = await claim(allowances, atMost: total) else { return wake(after: Self.patience) }
            // `drain` may have come meanwhile.
            guard !isDraining else { return await handBack(claimed.flatMap { $0 }) }
            for runs in claimed { start(runs, in: &group, under: configuration) }
            if claimed.count < total { return await sleepUntilNextRun(of: allowances.left(after: claimed)) }
        }
    }

    private func claim(_ allowances: [ClaimAllowance], atMost total: Int) async -> [[ClaimedRun]]? {
        do {
            let claimed = try await journal.claim(allowances, atMost: total, at: clock.now)
            health.works(.claiming)
            return claimed
        } catch {
            health.failed(error.description, at: .claiming)
            return nil
        }
    }

    /// Puts runs that were claimed while `drain` came back to pending, due at once: no command is started any more.
    private func handBack(_ runs: [ClaimedRun]) async {
        await write(runs.map { FinishedAttempt(handingBack: $0, at: clock.now) })
        cutOff += runs.count
    }

    private func start(
        _ runs: [ClaimedRun], in group: inout DiscardingTaskGroup, under configuration: Configuration
    ) {
        guard let run = runs.first else { return }
        let key = HookKey(endpoint: run.delivery.endpoint, hook: run.hook)
        guard let hook = configuration.endpoint(at: key.endpoint)?.hook(named: key.hook) else {
            preconditionFailure("only hooks of the configuration are claimed")
        }
        places.take(key)
        group.addTask { await self.attempt(runs, of: hook, at: key) }
    }

    private func attempt(_ runs: [ClaimedRun], of hook: Hook, at key: HookKey) async {
        let command = Task { await runner.result(of: runs, hook: hook) }
        for run in runs { attempts[run.id] = command }
        let result = await command.value
        for run in runs {
            attempts[run.id] = nil
            lost.remove(run.id)
        }
        let ends = AttemptEnd.all(
            of: runs, result: result, policy: hook.retry, tellingFailures: configuration.onFailure != nil,
            at: clock.now, using: &generator)
        for end in ends {
            end.report(result, to: log)
            end.count(result, in: metrics)
        }
        await write(ends.map(\.finished))
        if isDraining { cutOff += ends.count { $0.decision == .resume } }
        for run in runs { watch.changed(run.delivery.id) }
        if ends.contains(where: { $0.decision == .fail }) { failed() }
        places.leave(key)
        ring()
    }

    /// Returns when the journal has it: a run whose end is not written would run again.
    private func write(_ finished: [FinishedAttempt]) async {
        while true {
            do {
                for run in try await journal.finish(finished) {
                    log.write(.runTakenElsewhere(delivery: run.delivery.text, hook: run.hook))
                }
                return health.works(.writing)
            } catch {
                health.failed(error.description, at: .writing)
                try? await timer.sleep(for: Self.patience)
            }
        }
    }

    /// Sleeps until one of these hooks can go on; a hook without a free place goes on when a command leaves one.
    private func sleepUntilNextRun(of hooks: [ClaimAllowance]) async {
        do {
            let next = try await journal.nextDue(of: hooks)
            health.works(.watching)
            guard let due = next else { return }
            // One that is due and was not claimed is just being taken by another machine.
            let shortest: Duration = configuration.journal.isShared ? Self.shortestSleep : .zero
            wake(after: min(max(due - clock.now, shortest), Self.longestSleep))
        } catch {
            health.failed(error.description, at: .watching)
            wake(after: Self.patience)
        }
    }

    private func wake(after wait: Duration) {
        alarm?.cancel()
        alarm = Task { [timer, bell] in
            guard (try? await timer.sleep(for: wait)) != nil else { return }
            bell.yield()
        }
    }
}

extension [ClaimAllowance] {
    /// Those that were not used up.
    fileprivate func left(after claimed: [[ClaimedRun]]) -> [ClaimAllowance] {
        let used = Dictionary(grouping: claimed.compactMap(\.first)) { run in
            HookKey(endpoint: run.delivery.endpoint, hook: run.hook)
        }
        return filter { $0.commands > used[$0.hook, default: []].count }
    }
}
