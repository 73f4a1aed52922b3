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
    private var telling = 0
    private let failures: AsyncStream<UntoldFailure>
    private let teller: AsyncStream<UntoldFailure>.Continuation
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
        (failures, teller) = AsyncStream.makeStream()
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
        guard !isDraining, telling < Self.mostAtOnce else { return }
        do {
            // Calls may overlap: `replace` ensures that only one of them starts the command of a failure.
            for failure in try await journal.untoldFailures(at: clock.now, atMost: Self.mostAtOnce) {
                guard !isDraining, telling < Self.mostAtOnce else { return }
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
            for await failure in failures { group.addTask { await self.tell(failure) } }
        }
    }

    /// Starts no more commands: the remaining failures are reported after the next start.
    package func drain() {
        isDraining = true
        teller.finish()
        wakeUp.finish()
    }

    private func take(_ failure: UntoldFailure) async throws(JournalError) {
        var next = failure
        let begins = next.telling.begin(at: clock.now)
        guard begins || next.telling.tellAt == nil else { return }
        telling += 1
        do {
            if try await journal.replace(failure, with: begins ? next : nil), begins {
                // Drained meanwhile: it is reported after the next start.
                guard case .terminated = teller.yield(next) else { return }
                await conclude(next, .resume)
            }
        } catch {
            telling -= 1
            throw error
        }
        telling -= 1
    }

    private func tell(_ failure: UntoldFailure) async {
        await conclude(failure, await outcome(of: failure))
        telling -= 1
        wake()
    }

    private func outcome(of failure: UntoldFailure) async -> RunState.Decision {
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
        let attempt = failure.telling.attempts
        let decision = RunState.decision(
            after: result.exit, failures: attempt, policy: Telling.policy, using: &generator)
        guard decision != .succeed else { return decision }
        log.write(
            .onFailureFailed(
                LogEvent.RunLabel(delivery: report.delivery, hook: failure.run.hook), attempt: attempt,
                exit: result.exit.description, milliseconds: decision.wait?.milliseconds))
        return decision
    }

    /// Returns when the journal has the result, or another daemon has taken over. If the result cannot be written
    /// during the shutdown, the failure is reported again.
    private func conclude(_ failure: UntoldFailure, _ decision: RunState.Decision) async {
        var next = failure
        next.telling.end(decision, at: clock.now)
        while true {
            do {
                _ = try await journal.replace(failure, with: next.telling.tellAt == nil ? nil : next)
                return
            } catch {
                health.failed(error.description, at: .reporting)
                guard !isDraining, (try? await timer.sleep(for: Notifier.retryInterval)) != nil else { return }
            }
        }
    }
}
