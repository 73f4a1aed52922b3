import Formats
package import Journals
package import Processes
package import Reporting
package import Values

/// Runs the `on-failure` command for each run that has failed for good: journal → command → journal.
///
/// A failure stands in the journal from the moment at which its run has failed until it is told, or given up. So neither a
/// crash nor the end of the daemon loses it, and of several daemons one tells it. It looks when it is asked to, and has no
/// clock of its own.
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
    /// Commands under way, or about to be.
    private var telling = 0
    private let failures: AsyncStream<UntoldFailure>
    private let teller: AsyncStream<UntoldFailure>.Continuation
    private let bells: AsyncStream<Void>
    private let bell: AsyncStream<Void>.Continuation

    /// How many commands run at once, beside those of hooks: many runs may fail together.
    static let mostAtOnce = 4

    /// Makes a reporter that does nothing until `look`.
    ///
    /// - Parameters:
    ///   - journal: where failures come from.
    ///   - commands: what runs commands.
    ///   - inherited: the daemon's own environment, of which commands get a part.
    ///   - log: where failures of the command are reported.
    ///   - health: how the journal is, as the log last said.
    ///   - clock: the time of day.
    ///   - timer: what waits until the journal can be written again.
    ///   - generator: where the jitter of waits comes from.
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
        (bells, bell) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Goes by this configuration from the next look on.
    package func use(_ configuration: Configuration) {
        self.configuration = configuration
    }

    /// A run has failed: it is looked for at once.
    package nonisolated func ring() {
        bell.yield()
    }

    /// Takes up the failures that are to be told now; to be called once a second.
    package func look() async {
        guard !isDraining, telling < Self.mostAtOnce else { return }
        do {
            // Those that are taken up meanwhile, by another look, are not given out twice: `replace` sees to that.
            for failure in try await journal.untoldFailures(at: clock.now, atMost: Self.mostAtOnce) {
                guard !isDraining, telling < Self.mostAtOnce else { return }
                try await take(failure)
            }
            health.works(.reporting)
        } catch {
            health.failed(error.description, at: .reporting)
        }
    }

    /// Runs `on-failure` commands until `drain`, then returns when the last of them has ended.
    package func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { for await _ in self.bells { await self.look() } }
            for await failure in failures { group.addTask { await self.tell(failure) } }
        }
    }

    /// Takes up nothing any more: what is left is told after the next start.
    package func drain() {
        isDraining = true
        teller.finish()
        bell.finish()
    }

    private func take(_ failure: UntoldFailure) async throws(JournalError) {
        var next = failure
        let begins = next.telling.begin(at: clock.now)
        guard begins || next.telling.tellAt == nil else { return }
        telling += 1
        do {
            if try await journal.replace(failure, with: begins ? next : nil), begins {
                // Drained meanwhile: it is told after the next start.
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
        ring()
    }

    private func outcome(of failure: UntoldFailure) async -> RunState.Decision {
        // The configuration has no such command any more.
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

    /// Returns when the journal has it, or another daemon has taken it over. What cannot be written while the daemon ends
    /// is told again.
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
