/// Where a run stands. Only `pending` and `running` change by themselves; the others are final.
package enum RunState: String, Sendable, Hashable, CaseIterable {
    /// Waits for its time, its turn in its lane, or a free place.
    case pending
    /// Its command is under way.
    case running
    /// The command exited with status 0.
    case succeeded
    /// It will not be tried again.
    case failed
    /// Somebody cancelled it, or a newer run took its place.
    case cancelled

    /// Whether nothing more happens to the run unless somebody asks for it.
    package var isFinal: Bool { self != .pending && self != .running }
}

extension RunState {
    /// What becomes of a running run when its attempt is over.
    package enum Decision: Sendable, Hashable {
        /// Final: the command did its work.
        case succeed
        /// Pending again, once the wait is over.
        case retry(after: Duration)
        /// Pending again at once; this attempt does not count as a failure.
        case resume
        /// Final: failed for good.
        case fail

        /// How long to wait for the next attempt; nil where none follows after a wait.
        package var wait: Duration? {
            if case .retry(let wait) = self { wait } else { nil }
        }
    }

    /// The exit status that says "never again": qmail-command(8).
    package static let permanentFailureStatus = 100

    /// Decides what an attempt's end means. Pure: no I/O, no clock.
    ///
    /// - Parameters:
    ///   - exit: how the attempt ended.
    ///   - failures: how many attempts of this run have failed, this one included if it did.
    ///   - policy: the hook's `retry`.
    ///   - generator: where the jitter comes from.
    /// - Returns: what to write to the journal.
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
