package import Values

/// What is known of alerts.
package protocol AlertStore: Sendable {
    /// By name; a few rows, read once a second.
    func alerts() async throws(JournalError) -> [AlertRecord]

    /// Replaces the record of an alert, unless another daemon was faster; on disk when this returns, as a delivery is.
    ///
    /// - Parameters:
    ///   - old: what the journal must have, to the last field; nil for nothing.
    ///   - new: what replaces it, of the same name; nil for nothing.
    /// - Returns: whether it was written.
    /// - Throws: why nothing was written.
    func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool

    /// When the newest delivery of these events was received, searched for in short steps.
    ///
    /// - Parameters:
    ///   - events: at least one.
    ///   - endpoint: its endpoint; nil for any.
    ///   - moment: those received at this moment or earlier do not count.
    ///   - end: nor do those received after this, by a clock that was set back since.
    /// - Returns: when it was received; nil if there is none.
    /// - Throws: why it cannot be read.
    func lastArrival(of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until end: Timestamp)
        async throws(JournalError) -> Timestamp?
}

/// Failed runs that the `on-failure` command has not reported yet.
package protocol FailureStore: Sendable {
    /// Those that a command may report now, the longest known first; a few rows, read once a second.
    ///
    /// - Parameters:
    ///   - now: those due later are left out, unless they would wait for longer than `PendingNotification.longest`: the clock has been
    ///     set back.
    ///   - count: how many at most.
    /// - Returns: the failures.
    /// - Throws: why they cannot be read.
    func unreportedFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UnreportedFailure]

    /// Replaces the record of an untold failure, unless another daemon was faster, or the run has failed again since.
    ///
    /// - Parameters:
    ///   - old: what the journal must have, to the last field.
    ///   - new: what replaces it; nil once it is reported or given up.
    /// - Returns: whether it was written; a power loss may lose that, and then it is reported again.
    /// - Throws: why nothing was written.
    func replace(_ old: UnreportedFailure, with new: UnreportedFailure?) async throws(JournalError) -> Bool
}
