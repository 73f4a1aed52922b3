package import Values

/// What the scheduler does with runs, and what keeps the queue in order.
package protocol RunQueue: Sendable {
    /// Hands out due runs and marks them as running, in one transaction.
    ///
    /// Runs of a hook come in the order of their due time, then of their delivery; the hooks take turns, the first one
    /// in `allowances` first. A hook with a batch gets its runs together, once there are enough of them or the first has
    /// waited long enough. A claim survives the end of the process. It need not survive a power loss: the run is then
    /// pending, and is claimed again.
    ///
    /// - Parameters:
    ///   - allowances: the hooks whose runs may be started, and how many of each.
    ///   - total: for how many commands at most in all.
    ///   - now: runs that are due later are left alone.
    /// - Returns: the claimed runs, each with its delivery; those for one command together.
    /// - Throws: why none was claimed.
    func claim(_ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp) async throws(JournalError)
        -> [[ClaimedRun]]

    /// Writes the ends of attempts and the new states of their runs, in one transaction.
    ///
    /// They survive the end of the process at once, and a power loss a moment later. After a power loss in between, the
    /// run is run again, which "at least once" allows.
    ///
    /// If a run is final then, the next one of its lane becomes claimable. A run that was to be cancelled meanwhile
    /// is cancelled now, unless it succeeded. One that has failed permanently, and that `on-failure` shall report, is among
    /// `unreportedFailures`.
    ///
    /// - Parameter attempts: those that have ended.
    /// - Returns: the runs whose lease had expired, so that another machine may have run them again. Only their attempts
    ///   were written.
    /// - Throws: why nothing was written.
    @discardableResult
    func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID]

    /// The claimed runs whose commands must end: their lease has expired, or is about to.
    func runsWithEndingLease() -> [RunID]

    /// How long commands may run on if this process does nothing more from now on; nil for any time.
    func timeUntilRunsAreLost() -> Duration?

    /// Puts runs whose lease has expired back to pending, as `recover` does at the start, and returns how many there were.
    func reclaimExpiredLeases(at now: Timestamp) async throws(JournalError) -> Int

    /// Puts the runs that a crash cut off back to pending, due at once, each with an attempt that says so.
    ///
    /// Notifications that were under way, of alerts and failures, are due again at once. Where several machines share the
    /// journal, only runs whose lease has expired are put back, and notifications are due again at their `notifyAt`. A run
    /// that is blocked though its lane has no earlier one becomes claimable.
    ///
    /// - Parameter now: when the daemon started.
    /// - Returns: how many there were.
    /// - Throws: why they are still marked as running.
    func recover(at now: Timestamp) async throws(JournalError) -> Int

    /// Makes pending runs due earlier that would wait longer than any retry does: the clock has been set back.
    ///
    /// - Parameters:
    ///   - hooks: the longest wait before an attempt, by hook; a run without an attempt does not wait at all.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why some of them still wait.
    func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int

    /// Fails the pending runs of all hooks that are not configured: nothing would ever start them.
    ///
    /// - Parameters:
    ///   - hooks: those of the configuration in force.
    ///   - reason: what their last attempt says.
    ///   - reporting: whether the `on-failure` command reports them: they are among `unreportedFailures` then.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why they are still pending.
    func failRuns(ofHooksOtherThan hooks: [HookKey], because reason: String, reporting: Bool, at now: Timestamp)
        async throws(JournalError) -> Int

    /// Removes finished deliveries, with their runs and attempts, in short steps. One with an untold failure stays.
    ///
    /// - Parameters:
    ///   - moment: those received before it go, if none of their runs has failed.
    ///   - failedMoment: those received before it go, if one has.
    /// - Returns: how many deliveries there were.
    /// - Throws: why not all of them are removed.
    func prune(before moment: Timestamp, failedBefore failedMoment: Timestamp) async throws(JournalError) -> Int

    /// The running runs that an operator has cancelled: their commands must end.
    func runsToStop() async throws(JournalError) -> [RunID]

    /// Whether another process has written to the journal since the last call.
    func hasChangedElsewhere() async throws(JournalError) -> Bool

    /// When the next pending run of these hooks may be claimed; nil if there is none. Blocked runs do not count.
    func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp?
}

extension RunQueue {
    /// None: where only one machine writes, a claim lasts.
    package func runsWithEndingLease() -> [RunID] { [] }

    /// Any time: no other machine claims runs.
    package func timeUntilRunsAreLost() -> Duration? { nil }

    /// None: where only one machine writes, `recover` has done it.
    package func reclaimExpiredLeases(at now: Timestamp) async throws(JournalError) -> Int { 0 }
}
