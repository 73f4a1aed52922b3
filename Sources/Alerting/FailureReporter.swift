import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Runs the `on-failure` command for each run that has failed permanently: journal → command → journal.
///
/// The journal has a failure from the moment its run fails until it is reported, or given up. So neither a crash nor a
/// shutdown loses it, and only one of several daemons reports it. It acts only when it is called.
package actor FailureReporter {
    private let journal: any FailureStore & DeliveryLookup
    private let notifier: Notifier
    private let log: Log
    private let health: JournalHealth
    private let clock: WallClock
    private let timer: any Clock<Duration>
    private var generator: any RandomNumberGenerator & Sendable

    private var configuration = Configuration()
    private var isDraining = false
    /// The number of commands that run, or will start at once.
    private var inFlight = 0
    private let failures: AsyncStream<UnreportedFailure>
    private let queue: AsyncStream<UnreportedFailure>.Continuation
    private let wakeUps: AsyncStream<Void>
    private let wakeUp: AsyncStream<Void>.Continuation

    /// The maximum number of concurrent commands, which `max-running` does not include: many runs may fail together.
    static let mostAtOnce = 4

    /// Commands inherit a part of `inherited`, the environment of the daemon. `timer` sleeps between attempts to write
    /// to the journal.
    package init(
        journal: any FailureStore & DeliveryLookup, commands: any CommandRunner, inherited: [String: String], log: Log,
        health: JournalHealth,
        clock: WallClock = .system, timer: any Clock<Duration> = ContinuousClock(),
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.journal = journal
        self.log = log
        self.health = health
        self.clock = clock
        self.timer = timer
        self.generator = generator
        notifier = Notifier(commands: commands, inherited: inherited, clock: clock)
        (failures, queue) = AsyncStream.makeStream()
        (wakeUps, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Applies from the next `look` on.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// To be called when a run has failed, so that it is reported at once.
    package nonisolated func wake() {
        wakeUp.yield()
    }

    /// Starts commands for the failures that are due; to be called once a second.
    package func look() async {
        guard !isDraining, inFlight < Self.mostAtOnce else { return }
        do {
            // Calls may overlap: `replace` ensures that only one of them starts the command of a failure.
            for failure in try await journal.unreportedFailures(at: clock.now, atMost: Self.mostAtOnce) {
                guard !isDraining, inFlight < Self.mostAtOnce else { return }
                try await take(failure)
            }
            health.works(.reporting)
        } catch {
            health.failed(error.description, at: .reporting)
        }
    }

    /// Runs `on-failure` commands until `drain`. Returns when the last of them has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in self.wakeUps { await self.look() } }
            for await failure in failures { group.addTask { await self.notify(failure) } }
        }
    }

    /// Starts no more commands: the remaining failures are reported after the next start.
    package func drain() {
        isDraining = true
        queue.finish()
        wakeUp.finish()
    }

    private func take(_ failure: UnreportedFailure) async throws(JournalError) {
        var next = failure
        let begins = next.notification.begin(at: clock.now)
        guard begins || next.notification.notifyAt == nil else { return }
        inFlight += 1
        do {
            if try await journal.replace(failure, with: begins ? next : nil), begins {
                // Drained meanwhile: it is reported after the next start.
                guard case .terminated = queue.yield(next) else { return }
                await settle(next, .resume)
            }
        } catch {
            inFlight -= 1
            throw error
        }
        inFlight -= 1
    }

    private func notify(_ failure: UnreportedFailure) async {
        await settle(failure, await outcome(of: failure))
        inFlight -= 1
        wake()
    }

    private func outcome(of failure: UnreportedFailure) async -> RunState.Decision {
        // A reload has removed the command.
        guard let command = configuration.onFailure else { return .succeed }
        let report: FailureReport?
        do {
            report = FailureReport(of: failure, in: try await journal.delivery(failure.run.delivery))
        } catch {
            health.failed(error.description, at: .reporting)
            try? await timer.sleep(for: Notifier.retryInterval)
            return .resume
        }
        guard let report else { return .succeed }
        let result = await notifier.result(of: command, notice: report.json)
        let attempt = failure.notification.attempts
        let decision = RunState.decision(
            after: result.exit, failures: attempt, policy: PendingNotification.policy, using: &generator)
        guard decision != .succeed else { return decision }
        log.write(
            .onFailureFailed(
                LogEvent.RunLabel(delivery: report.delivery, hook: failure.run.hook), attempt: attempt,
                exit: result.exit.description, milliseconds: decision.wait?.milliseconds))
        return decision
    }

    /// Returns when the journal has the result, or another daemon has taken over. If the result cannot be written
    /// during the shutdown, the failure is reported again.
    private func settle(_ failure: UnreportedFailure, _ decision: RunState.Decision) async {
        var next = failure
        next.notification.end(decision, at: clock.now)
        while true {
            do {
                _ = try await journal.replace(failure, with: next.notification.notifyAt == nil ? nil : next)
                return
            } catch {
                health.failed(error.description, at: .reporting)
                guard !isDraining, (try? await timer.sleep(for: Notifier.retryInterval)) != nil else { return }
            }
        }
    }
}
