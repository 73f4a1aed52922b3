package import Values

/// What operators do to runs, from the daemon or beside it. Many thousands at once go in steps, between which the daemon
/// works.
package protocol RunOperations: Sendable {
    /// Makes final runs pending again, due at once; their attempts stay. Each once.
    ///
    /// - Parameters:
    ///   - selection: which runs.
    ///   - now: the moment.
    ///   - progress: gets, after each step, how many runs there were so far.
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
}

extension RunOperations {
    /// The same without progress.
    package func retry(_ selection: RunSelection, at now: Timestamp) async throws(JournalError) -> Int {
        try await retry(selection, at: now) { _ in }
    }
}
