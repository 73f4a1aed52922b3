import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Starts due runs and records their results: journal → processes → journal.
///
/// It claims no more runs than it can start, so the memory does not grow with the backlog. It wakes up when a delivery
/// is recorded, when a command ends, and when the next run is due. It never polls.
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
    private var slots = Slots()
    private var isDraining = false
    /// The number of runs that are pending again because of `drain`: their command was cut off, or not started.
    package private(set) var cutOff = 0
    /// The running commands, so that they can be stopped. All runs of a batch share one.
    private var attempts: [RunID: Task<CommandResult, Never>] = [:]
    /// Running runs that another machine has reclaimed, or soon may.
    private var lost: Set<RunID> = []
    private var wakeUpTimer: Task<Void, Never>?
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// The pause after a failure of the journal, or of a system without processes or descriptors.
    static let retryInterval: Duration = .seconds(1)
    /// The longest sleep. It limits the delay after a jump of the clock, or a change of the journal by another process.
    static let longestSleep: Duration = .seconds(15)
    /// The shortest sleep with a shared journal.
    static let shortestSleep: Duration = .milliseconds(10)

    /// Commands inherit a part of `inherited`, the environment of the daemon. `failed` is called when there are
    /// failures to report: `FailureReporter`.
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
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Applies from the next claim on. Running commands keep the old configuration.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
        slots.use(configuration)
        wake()
    }

    /// To be called when a run may be due.
    package nonisolated func wake() {
        wakeUp.yield()
    }

    /// The number of running commands.
    package var running: Int { slots.occupiedCount }

    /// Stops the commands of these cancelled runs, as far as they run here.
    package func stop(_ runs: [RunID]) {
        for run in runs { attempts[run]?.cancel() }
    }

    /// Stops the commands of runs that another machine may reclaim, each once.
    func stop(lost runs: [RunID]) {
        for run in runs {
            guard let command = attempts[run], lost.insert(run).inserted else { continue }
            log.write(.leaseLost(delivery: run.delivery.text, hook: run.hook))
            command.cancel()
        }
    }

    /// Starts runs until `drain`. Returns when the last command has ended and its result is in the journal.
    package func run() async {
        await withDiscardingTaskGroup { group in
            wake()
            for await _ in wakeUps {
                guard !isDraining else { break }
                await startDueRuns(in: &group)
            }
        }
        wakeUpTimer?.cancel()
    }

    /// Starts no more runs.
    package func drain() {
        isDraining = true
        wake()
    }

    private func startDueRuns(in group: inout DiscardingTaskGroup) async {
        while !isDraining, let (allowances, total) = slots.allowances() {
            let configuration = configuration
            guard let claimed = await claim(allowances, atMost: total) else { return wake(after: Self.retryInterval) }
            // `drain` may have been called meanwhile.
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

    /// Makes runs that were claimed during `drain` pending again, due at once.
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
        slots.occupy(key)
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
            of: runs, result: result, policy: hook.retry, reportingFailures: configuration.onFailure != nil,
            at: clock.now, using: &generator)
        for end in ends {
            end.report(result, to: log)
            end.count(result, in: metrics)
        }
        await write(ends.map(\.finished))
        if isDraining { cutOff += ends.count { $0.decision == .resume } }
        for run in runs { watch.changed(run.delivery.id) }
        if ends.contains(where: { $0.decision == .fail }) { failed() }
        slots.release(key)
        wake()
    }

    /// Returns when the journal has the results: a run without a recorded result would run again.
    private func write(_ finished: [FinishedAttempt]) async {
        while true {
            do {
                for run in try await journal.finish(finished) {
                    log.write(.runTakenElsewhere(delivery: run.delivery.text, hook: run.hook))
                }
                return health.works(.writing)
            } catch {
                health.failed(error.description, at: .writing)
                try? await timer.sleep(for: Self.retryInterval)
            }
        }
    }

    /// Sleeps until a run of these hooks is due. The other hooks have no free slot; the end of a command wakes them.
    private func sleepUntilNextRun(of hooks: [ClaimAllowance]) async {
        do {
            let next = try await journal.nextDue(of: hooks)
            health.works(.watching)
            guard let due = next else { return }
            // A due run that was not claimed is being claimed by another machine.
            let shortest: Duration = configuration.journal.isShared ? Self.shortestSleep : .zero
            wake(after: min(max(due - clock.now, shortest), Self.longestSleep))
        } catch {
            health.failed(error.description, at: .watching)
            wake(after: Self.retryInterval)
        }
    }

    private func wake(after wait: Duration) {
        wakeUpTimer?.cancel()
        wakeUpTimer = Task { [timer, wakeUp] in
            guard (try? await timer.sleep(for: wait)) != nil else { return }
            wakeUp.yield()
        }
    }
}

extension [ClaimAllowance] {
    /// The allowances that have commands left.
    fileprivate func left(after claimed: [[ClaimedRun]]) -> [ClaimAllowance] {
        let used = Dictionary(grouping: claimed.compactMap(\.first)) { run in
            HookKey(endpoint: run.delivery.endpoint, hook: run.hook)
        }
        return filter { $0.commands > used[$0.hook, default: []].count }
    }
}
