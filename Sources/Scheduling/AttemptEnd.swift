import Journals
import Processes
import Values

/// What the result of a command means for a run. Pure.
struct AttemptEnd {
    let run: ClaimedRun
    let decision: RunState.Decision
    let finished: FinishedAttempt

    /// Decides for each run of a command. Runs of a batch that are retried are retried together, after the longest of
    /// their waits. There is at least one run. `reportingFailures` is true if there is an `on-failure` command.
    static func all(
        of runs: [ClaimedRun], result: CommandResult, policy: RetryPolicy, reportingFailures: Bool = false,
        at now: Timestamp, using generator: inout some RandomNumberGenerator
    ) -> [AttemptEnd] {
        let counts = result.exit != .status(0) && result.exit != .interrupted
        var decisions: [RunState.Decision] = []
        for run in runs {
            decisions.append(
                RunState.decision(
                    after: result.exit, failures: run.failures + (counts ? 1 : 0), policy: policy, using: &generator))
        }
        let wait = decisions.compactMap(\.wait).max() ?? .zero
        return zip(runs, decisions).map { run, decision in
            AttemptEnd(
                run: run, decision: decision.wait == nil ? decision : .retry(after: wait),
                finished: FinishedAttempt(
                    run: run.id, attempt: attempt(of: run, among: runs, result), state: decision.state,
                    nextAt: now + wait, failures: run.failures + (counts ? 1 : 0), needsReport: reportingFailures))
        }
    }

    /// The output of a batch is stored once, with its first run.
    private static func attempt(of run: ClaimedRun, among runs: [ClaimedRun], _ result: CommandResult) -> Attempt {
        var output = result.output
        var bytes = result.outputBytes
        if run.id != runs[0].id {
            output = Array("(part of a batch: the output is stored with \(runs[0].delivery.id.text))\n".utf8)
            bytes = Int64(output.count)
        }
        return Attempt(
            number: run.attempt, startedAt: result.startedAt, finishedAt: result.finishedAt, exit: result.exit,
            output: output, outputBytes: bytes)
    }
}

extension FinishedAttempt {
    /// An attempt that was claimed and not started, because the daemon is shutting down. Its run is due at once, and
    /// the attempt does not count as a failure.
    init(handingBack run: ClaimedRun, at now: Timestamp) {
        let attempt = Attempt(
            number: run.attempt, startedAt: now, finishedAt: now, exit: .notStarted("the daemon was shutting down"))
        self.init(run: run.id, attempt: attempt, state: .pending, nextAt: now, failures: run.failures)
    }
}

extension RunState.Decision {
    /// The state of the run after the attempt.
    fileprivate var state: RunState {
        switch self {
        case .succeed: .succeeded
        case .retry, .resume: .pending
        case .fail: .failed
        }
    }
}
