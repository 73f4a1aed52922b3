/// Only `pending` and `running` change by themselves; the others are final.
package enum RunState: String, Sendable, Hashable, CaseIterable {
    /// Waits for its time, for its lane, or for a free place.
    case pending
    /// Its command is under way.
    case running
    /// The command exited with status 0.
    case succeeded
    /// It will not be retried.
    case failed
    /// Cancelled by a user, or replaced by a newer run.
    case cancelled

    /// Whether only a user's command changes it.
    package var isFinal: Bool { self != .pending && self != .running }
}

extension RunState {
    /// What follows the end of an attempt.
    package enum Decision: Sendable, Hashable {
        case succeed
        /// Pending again after the wait.
        case retry(after: Duration)
        /// Pending again at once; this attempt does not count as a failure.
        case resume
        case fail

        package var wait: Duration? {
            if case .retry(let wait) = self { wait } else { nil }
        }
    }

    /// The exit status that says "never again": qmail-command(8).
    package static let permanentFailureStatus = 100

    /// Decides what follows the end of an attempt. `failures` includes this attempt if it failed; the generator is the source
    /// of the jitter.
    package static func decision(
        after exit: Exit, failures: Int, policy: RetryPolicy, using generator: inout some RandomNumberGenerator
    ) -> Decision {
        switch exit {
        case .status(0):
            return .succeed
        case .status(permanentFailureStatus):
            return .fail
        case .interrupted:
            return .resume
        case .status, .signal, .timedOut, .silent, .notStarted:
            guard let wait = policy.wait(afterFailures: failures, using: &generator) else { return .fail }
            return .retry(after: wait)
        }
    }
}
