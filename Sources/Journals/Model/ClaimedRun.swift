package import Values

/// How many commands of a hook may be started.
package struct ClaimAllowance: Sendable, Equatable {
    package let hook: HookKey
    /// At least 1.
    package let commands: Int
    /// How runs are gathered for one command; nil where each has a command of its own.
    package let batch: Batching?

    package init(hook: HookKey, commands: Int, batch: Batching? = nil) {
        self.hook = hook
        self.commands = commands
        self.batch = batch
    }
}

/// A run that its claimer must now start.
package struct ClaimedRun: Sendable, Equatable {
    /// The delivery, payload included.
    package let delivery: Delivery
    package let hook: String
    /// Number of the attempt that begins, counted from 1, interrupted ones included.
    package let attempt: Int
    /// Attempts of it that have failed.
    package let failures: Int

    package init(delivery: Delivery, hook: String, attempt: Int, failures: Int) {
        self.delivery = delivery
        self.hook = hook
        self.attempt = attempt
        self.failures = failures
    }

    package var id: RunID { RunID(delivery: delivery.id, hook: hook) }
}

/// The end of an attempt, and what becomes of its run.
package struct FinishedAttempt: Sendable, Equatable {
    package let run: RunID
    package let attempt: Attempt
    /// What the run is from now on; never `running`.
    package let state: RunState
    /// When a pending run is due; ignored for final states.
    package let nextAt: Timestamp
    /// Attempts of the run that have failed, this one included if it did.
    package let failures: Int
    /// Whether the `on-failure` command reports it, if the run is final and failed.
    package let needsReport: Bool

    package init(
        run: RunID, attempt: Attempt, state: RunState, nextAt: Timestamp, failures: Int, needsReport: Bool = false
    ) {
        self.needsReport = needsReport
        self.run = run
        self.attempt = attempt
        self.state = state
        self.nextAt = nextAt
        self.failures = failures
    }
}
