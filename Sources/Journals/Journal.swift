package import Values

/// Where deliveries, runs and attempts live.
///
/// Every method returns when what it promises is true, and never before. Several machines may share a journal:
/// nothing here asks for more than one transaction that skips rows which somebody else holds. Times are those of the
/// caller; a journal has no clock.
package protocol Journal: Sendable {
    /// Writes the deliveries of a request and their runs in one transaction.
    ///
    /// Nothing is written while as many runs wait as the first entry allows that would add one. A run with a lane waits
    /// until the earlier runs of its lane are final; a run that takes the place of those that wait cancels them. When this
    /// returns, all that was `.recorded` is on disk (fsync) and survives a power loss.
    ///
    /// - Parameter entries: each delivery, its runs, and how to recognise that it came before.
    /// - Returns: for each whether it was written, or repeats an earlier delivery; `.noRoom` for all of them, or for none.
    /// - Throws: why nothing was written.
    func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome]

    /// Hands out due runs and marks them as running, in one transaction.
    ///
    /// Runs of a hook come in the order of their due time, then of their delivery; the hooks take turns, the first one
    /// in `allowances` first. A hook with a batch gets its runs together, once there are enough of them or the first has
    /// waited long enough. A claim survives the end of the process; it need not survive a power loss, since a
    /// run that nobody knows to be running is simply claimed again.
    ///
    /// - Parameters:
    ///   - allowances: the hooks whose runs may be started, and how many of each.
    ///   - total: for how many commands at most in all.
    ///   - now: runs that are due later are left alone.
    /// - Returns: the claimed runs, each with its delivery; those for one command together.
    /// - Throws: why none was claimed.
    func claim(_ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp) async throws(JournalError)
        -> [[ClaimedRun]]

    /// Writes the ends of attempts and what becomes of their runs, in one transaction.
    ///
    /// They survive the end of the process at once, and a power loss a moment later: one in between means that the run is
    /// made again, which "at least once" allows.
    ///
    /// If a run is final then, the next one of its lane becomes claimable. A run that was to be cancelled meanwhile
    /// is cancelled now, unless it succeeded. One that has failed for good, and is to be told, is among `untoldFailures`.
    ///
    /// - Parameter attempts: those that have ended.
    /// - Returns: the runs that were no longer the caller's, since its lease had passed: what it did may be done twice.
    ///   Their attempts are noted, and nothing else.
    /// - Throws: why nothing was written.
    @discardableResult
    func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID]

    /// The claimed runs whose commands have to end: their lease has passed, or is about to.
    func lostRuns() -> [RunID]

    /// How long commands may run on if this process does nothing more from now on; nil for as long as they like.
    func timeUntilRunsAreLost() -> Duration?

    /// Puts the runs of machines that have let their lease pass back to pending, as `recover` does at the start.
    ///
    /// - Parameter now: the moment.
    /// - Returns: how many there were.
    /// - Throws: why they are still marked as running.
    func takeUpExpired(at now: Timestamp) async throws(JournalError) -> Int

    /// Puts the runs that a crash cut off back to pending, due at once, each with an attempt that says so.
    ///
    /// What was being told meanwhile, alerts and failures, is told again at once. Where several machines share the journal,
    /// only those runs are meant whose lease is over, and what was being told is told again at its `tellAt`. A run that
    /// waits in its lane though no earlier one is left there goes on.
    ///
    /// - Parameter now: when the daemon started.
    /// - Returns: how many there were.
    /// - Throws: why they are still marked as running.
    func recover(at now: Timestamp) async throws(JournalError) -> Int

    /// Makes pending runs due that would wait longer than they can have been told to: the clock has been set back.
    ///
    /// - Parameters:
    ///   - hooks: the longest wait before an attempt, by hook; a run without an attempt does not wait at all.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why some of them still wait.
    func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int

    /// Fails the pending runs of every other hook: nobody would ever start them.
    ///
    /// - Parameters:
    ///   - hooks: those of the configuration in force.
    ///   - reason: what their last attempt says.
    ///   - telling: whether the `on-failure` command is to tell them: they are among `untoldFailures` then.
    ///   - now: the moment.
    /// - Returns: how many runs there were.
    /// - Throws: why they are still pending.
    func failRuns(ofHooksOtherThan hooks: [HookKey], because reason: String, telling: Bool, at now: Timestamp)
        async throws(JournalError) -> Int

    /// Failed runs that a command may tell now, the longest known first; a few rows, asked for once a second.
    ///
    /// - Parameters:
    ///   - now: those that are to be told later are left out, unless they would wait for longer than `Telling.longest`: the
    ///     clock has been set back.
    ///   - count: how many at most.
    /// - Returns: the failures.
    /// - Throws: why they cannot be read.
    func untoldFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UntoldFailure]

    /// Writes how far telling a failure is, unless another daemon was faster, or the run has failed again since.
    ///
    /// - Parameters:
    ///   - old: what has to be there for it, to the last field.
    ///   - new: what takes its place; nil once it is told, or given up.
    /// - Returns: whether it was written; a power loss may forget it, and then it is told again.
    /// - Throws: why nothing was written.
    func replace(_ old: UntoldFailure, with new: UntoldFailure?) async throws(JournalError) -> Bool

    /// Makes final runs pending again, due at once and with all their attempts before them.
    ///
    /// Each once, and in steps so small that nobody waits for long, however many there are.
    ///
    /// - Parameters:
    ///   - selection: which runs.
    ///   - now: the moment.
    ///   - progress: hears after each step how many runs there were so far.
    /// - Returns: how many runs there were.
    /// - Throws: why not all of them are pending; those that are stay so.
    func retry(_ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void)
        async throws(JournalError) -> Int

    /// Cancels runs that are not final: a pending one at once, a running one when its command has been ended.
    ///
    /// - Parameter deliveries: whose runs.
    /// - Returns: how many runs there were.
    /// - Throws: why not all of them are cancelled; those that are stay so.
    func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int

    /// Removes deliveries that are over, with their runs and attempts, in short steps. One with a failure that
    /// is still to be told stays.
    ///
    /// - Parameters:
    ///   - moment: those received before it go, if no run of theirs has failed.
    ///   - failedMoment: those received before it go, if one has.
    /// - Returns: how many deliveries there were.
    /// - Throws: why not all of them are gone.
    func prune(before moment: Timestamp, failedBefore failedMoment: Timestamp) async throws(JournalError) -> Int

    /// The running runs whose command somebody wants ended.
    func runsToStop() async throws(JournalError) -> [RunID]

    /// Whether another process has written to the journal since the last time that this was asked.
    func hasChangedElsewhere() async throws(JournalError) -> Bool

    /// When the next pending run of these hooks may be claimed; nil if there is none. Runs that wait in a lane do not count.
    func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp?

    /// Deliveries that match, newest first.
    func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary]

    /// A page of the deliveries that match, newest first, for somebody who waits for it.
    ///
    /// It looks at a bounded number of deliveries, however many there are: a page may be short, or empty, though there are
    /// more. `DeliveryPage.next` tells where to go on.
    func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage

    /// One delivery with its runs and their latest attempts; nil if there is none of that id.
    ///
    /// - Parameters:
    ///   - id: which one.
    ///   - count: how many attempts of each run at most, and they are the latest ones.
    /// - Returns: the delivery.
    /// - Throws: why it cannot be read.
    func delivery(_ id: DeliveryID, latestAttempts count: Int) async throws(JournalError) -> DeliveryRecord?

    /// What happened minute by minute; however much that was, it takes no time to speak of. A day back at most.
    ///
    /// - Parameters:
    ///   - start: the beginning of the first minute; what lies before it in that minute counts, too.
    ///   - end: behind the last minute.
    /// - Returns: the minutes in which something happened, in order.
    /// - Throws: why they cannot be read.
    func activity(from start: Timestamp, until end: Timestamp) async throws(JournalError) -> [MinuteActivity]

    /// Writes something that means nothing, as durably as a delivery, to learn whether the next one could be written.
    func tryWriting() async throws(JournalError)

    /// Counts what the journal holds; however much that is, it takes no time to speak of.
    func census() async throws(JournalError) -> JournalCensus

    /// What is known of alerts, by name; a few rows, asked for once a second.
    func alerts() async throws(JournalError) -> [AlertRecord]

    /// Writes what is known of an alert, unless somebody else was faster; on disk when this returns, as a delivery is.
    ///
    /// - Parameters:
    ///   - old: what has to be there for it, to the last field; nil for nothing.
    ///   - new: what takes its place, of the same name; nil for nothing.
    /// - Returns: whether it was written.
    /// - Throws: why nothing was written.
    func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool

    /// When the newest delivery of these events came, in steps so small that nobody waits.
    ///
    /// - Parameters:
    ///   - events: at least one.
    ///   - endpoint: the endpoint that it came to; nil for any.
    ///   - moment: those that came then or earlier do not count.
    ///   - end: nor do those that came later than this, by a clock that was set back since.
    /// - Returns: when it was received; nil if there is none.
    /// - Throws: why it cannot be read.
    func lastArrival(of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until end: Timestamp)
        async throws(JournalError) -> Timestamp?

    /// Writes what is under way and lets go of the files. Nothing may be called afterwards.
    func close() async
}

extension Journal {
    /// None: where only one machine writes, a claim lasts.
    package func lostRuns() -> [RunID] { [] }

    /// As long as they like: nobody else takes up runs.
    package func timeUntilRunsAreLost() -> Duration? { nil }

    /// None: where only one machine writes, `recover` has done it.
    package func takeUpExpired(at now: Timestamp) async throws(JournalError) -> Int { 0 }
    /// The same, and nobody hears of its progress.
    package func retry(_ selection: RunSelection, at now: Timestamp) async throws(JournalError) -> Int {
        try await retry(selection, at: now) { _ in }
    }

    /// The same for one delivery.
    package func record(_ entry: JournalEntry) async throws(JournalError) -> RecordOutcome {
        try await record([entry])[0]
    }

    /// One delivery with its runs and all their attempts; nil if there is none of that id.
    package func delivery(_ id: DeliveryID) async throws(JournalError) -> DeliveryRecord? {
        try await delivery(id, latestAttempts: .max)
    }
}
