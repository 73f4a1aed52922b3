import Formats
import Journals
import Processes
import Reporting
import Values

/// Runs one attempt of a run, or of a batch: template and payload → command → result.
struct Runner: Sendable {
    let commands: any CommandRunner
    /// The environment of the daemon; commands inherit a part of it.
    let inherited: [String: String]
    let clock: WallClock
    let timer: any Clock<Duration>
    let log: Log
    private let shortage = Reminder(every: .seconds(10))

    /// Runs the hook's command for the claimed runs, at least one.
    ///
    /// It leaves the caller's actor: parsing a large payload there would delay the commands of all other hooks.
    @concurrent func result(of runs: [ClaimedRun], hook: Hook) async -> CommandResult {
        let labels = runs.map { LogEvent.RunLabel(delivery: $0.delivery, hook: $0.hook) }
        for (run, label) in zip(runs, labels) { log.write(.attemptStarted(label, attempt: run.attempt)) }
        let result: CommandResult
        do {
            let invocation = try invocation(for: runs, hook: hook)
            if invocation.lacksPayloadValues { log.write(.payloadTruncated(labels[0], attempt: runs[0].attempt)) }
            result = await patientResult(of: invocation, label: labels[0])
        } catch {
            let now = clock.now
            result = CommandResult(exit: .notStarted(error.description), startedAt: now, finishedAt: now)
        }
        for (run, label) in zip(runs, labels) {
            log.write(
                .attemptFinished(
                    label, attempt: run.attempt, exit: result.exit.description,
                    milliseconds: (result.finishedAt - result.startedAt).milliseconds, reason: result.exit.reason))
        }
        return result
    }

    private func invocation(for runs: [ClaimedRun], hook: Hook) throws(CommandError) -> CommandInvocation {
        let streams = log.shows(.debug)
        // Runs that were claimed as a batch stay one, even if a reload has removed `batch`.
        guard hook.batch != nil || runs.count > 1 else {
            return try CommandInvocation(
                of: hook, for: runs[0].delivery, attempt: runs[0].attempt, inheriting: inherited,
                streamsOutput: streams)
        }
        return try CommandInvocation(
            of: hook, forBatch: runs.map(\.delivery), attempt: runs.map(\.attempt).max() ?? 1, inheriting: inherited,
            streamsOutput: streams)
    }

    /// Waits, and keeps its slot, while the system has no processes or descriptors left. The command has not failed
    /// then.
    private func patientResult(of invocation: CommandInvocation, label: LogEvent.RunLabel) async -> CommandResult {
        while true {
            let lines = OutputLines { log.write(.commandOutput(label, line: $0)) }
            let result = await commands.run(invocation) { event in
                if case .output(let bytes) = event { lines.take(bytes) }
            }
            lines.end()
            guard result.startWasRefused else { return result }
            if shortage.isDue(at: clock.now) { log.write(.startsDelayed(reason: result.exit.reason ?? "")) }
            do {
                try await timer.sleep(for: Scheduler.retryInterval)
            } catch {
                return CommandResult(exit: .interrupted, startedAt: result.startedAt, finishedAt: clock.now)
            }
        }
    }
}
