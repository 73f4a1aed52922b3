import Journals
import Processes
import Values

/// What the end of a command means for its run, or for all runs of its batch.
struct AttemptEnd {
    let run: ClaimedRun
    let decision: RunState.Decision
    let finished: FinishedAttempt

    /// Decides for each run. Runs of a batch that are tried again are so together: with the longest of their waits.
    ///
    /// - Parameters:
    ///   - runs: those that the command was for, at least one.
    ///   - result: how it ended.
    ///   - policy: the hook's `retry`.
    ///   - tellingFailures: whether there is an `on-failure` command.
    ///   - now: from when a wait counts.
    ///   - generator: where the jitter comes from.
    /// - Returns: one for each run.
    static func all(
        of runs: [ClaimedRun], result: CommandResult, policy: RetryPolicy, tellingFailures: Bool = false,
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
                    nextAt: now + wait, failures: run.failures + (counts ? 1 : 0), isToBeTold: tellingFailures))
        }
    }

    /// What a command prints for a batch is kept once, with the first of it.
    private static func attempt(of run: ClaimedRun, among runs: [ClaimedRun], _ result: CommandResult) -> Attempt {
        var output = result.output
        var bytes = result.outputBytes
        if run.id != runs[0].id {
            output = Array("(one of a batch: its output is kept with \(runs[0].delivery.id.text))\n".utf8)
            bytes = Int64(output.count)
        }
        return Attempt(
            number: run.attempt, startedAt: result.startedAt, finishedAt: result.finishedAt, exit: result.exit,
            output: output, outputBytes: bytes)
    }
}

extension FinishedAttempt {
    /// The end of an attempt that was claimed and not begun, since the daemon stops: its run is due at once, and nothing
    /// has failed.
    init(handingBack run: ClaimedRun, at now: Timestamp) {
        let attempt = Attempt(
            number: run.attempt, startedAt: now, finishedAt: now, exit: .notStarted("the daemon was stopping"))
        self.init(run: run.id, attempt: attempt, state: .pending, nextAt: now, failures: run.failures)
    }
}

extension RunState.Decision {
    /// What the run is from now on.
    fileprivate var state: RunState {
        switch self {
        case .succeed: .succeeded
        case .retry, .resume: .pending
        case .fail: .failed
        }
    }
}
