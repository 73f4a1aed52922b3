public import Values

/// How many commands of a hook may be started.
public struct ClaimAllowance: Sendable, Equatable {
    /// The hook.
    public let hook: HookKey
    /// At least 1.
    public let commands: Int
    /// How runs are gathered for one command; nil where each has a command of its own.
    public let batch: Batching?

    /// Makes an allowance.
    public init(hook: HookKey, commands: Int, batch: Batching? = nil) {
        self.hook = hook
        self.commands = commands
        self.batch = batch
    }
}

/// A run that its claimer must now start.
public struct ClaimedRun: Sendable, Equatable {
    /// The delivery, payload included.
    public let delivery: Delivery
    /// Name of the hook.
    public let hook: String
    /// Number of the attempt that begins, counted from 1, interrupted ones included.
    public let attempt: Int
    /// Attempts of it that have failed.
    public let failures: Int

    /// Puts a claimed run together.
    public init(delivery: Delivery, hook: String, attempt: Int, failures: Int) {
        self.delivery = delivery
        self.hook = hook
        self.attempt = attempt
        self.failures = failures
    }

    /// Its name.
    public var id: RunID { RunID(delivery: delivery.id, hook: hook) }
}

/// The end of an attempt, and what becomes of its run.
public struct FinishedAttempt: Sendable, Equatable {
    /// The run.
    public let run: RunID
    /// What happened.
    public let attempt: Attempt
    /// What the run is from now on; never `running`.
    public let state: RunState
    /// When a pending run is due; ignored for final states.
    public let nextAt: Timestamp
    /// Attempts of the run that have failed, this one included if it did.
    public let failures: Int
    /// Whether the `on-failure` command is to tell it, if the run has failed for good.
    public let isToBeTold: Bool

    /// Puts it together.
    public init(
        run: RunID, attempt: Attempt, state: RunState, nextAt: Timestamp, failures: Int, isToBeTold: Bool = false
    ) {
        self.isToBeTold = isToBeTold
        self.run = run
        self.attempt = attempt
        self.state = state
        self.nextAt = nextAt
        self.failures = failures
    }
}
