package import Values

/// Finds one delivery.
package protocol DeliveryLookup: Sendable {
    /// One delivery with its runs and their latest attempts; nil if there is none of that id.
    ///
    /// - Parameters:
    ///   - id: which one.
    ///   - count: how many attempts of each run at most.
    /// - Returns: the delivery.
    /// - Throws: why it cannot be read.
    func delivery(_ id: DeliveryID, latestAttempts count: Int) async throws(JournalError) -> DeliveryRecord?
}

extension DeliveryLookup {
    /// One delivery with its runs and all their attempts; nil if there is none of that id.
    package func delivery(_ id: DeliveryID) async throws(JournalError) -> DeliveryRecord? {
        try await delivery(id, latestAttempts: .max)
    }
}

/// Counts what a journal holds.
package protocol CensusSource: Sendable {
    /// In constant time, however much that is.
    func census() async throws(JournalError) -> JournalCensus
}

/// What people see of a journal.
package protocol DeliveryReading: DeliveryLookup, CensusSource {
    /// Deliveries that match, newest first.
    func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary]

    /// A page of the deliveries that match, newest first.
    ///
    /// It examines a bounded number of deliveries, however many there are: a page may be short, or empty, though there are
    /// more. `DeliveryPage.next` is where to continue.
    func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage

    /// What happened in each minute of the last day, in constant time.
    ///
    /// - Parameters:
    ///   - start: the first minute is the one that holds this moment, and counts as a whole.
    ///   - end: minutes that begin at this moment or later are left out.
    /// - Returns: the minutes in which something happened, in order.
    /// - Throws: why they cannot be read.
    func activity(from start: Timestamp, until end: Timestamp) async throws(JournalError) -> [MinuteActivity]
}
