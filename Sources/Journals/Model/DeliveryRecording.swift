/// Writes what arrives.
package protocol DeliveryRecording: Sendable {
    /// Writes the deliveries of a request and their runs in one transaction.
    ///
    /// Nothing is written while the bound of the first entry that would add a run is reached. A run with a lane waits
    /// until the earlier runs of its lane are final; a run that replaces the waiting ones cancels them. When this
    /// returns, all that was `.recorded` is on disk (fsync) and survives a power loss.
    ///
    /// - Parameter entries: each delivery, its runs, and how to recognise a duplicate.
    /// - Returns: for each whether it was written or is a duplicate; `.noRoom` for all of them, or for none.
    /// - Throws: why nothing was written.
    func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome]

    /// Writes nothing of meaning, as durably as a delivery, to learn whether the next delivery could be written.
    func probeWrite() async throws(JournalError)
}

extension DeliveryRecording {
    /// The same for one delivery.
    package func record(_ entry: JournalEntry) async throws(JournalError) -> RecordOutcome {
        try await record([entry])[0]
    }
}
