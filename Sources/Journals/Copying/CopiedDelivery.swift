import Values

/// A delivery with all that a journal knows of it, on its way to another one.
struct CopiedDelivery: Sendable {
    /// One of its runs.
    struct Run: Sendable {
        let hook: String
        let lane: String?
        /// A running one is pending: no daemon runs it while it is copied.
        let state: StoredState
        let due: Timestamp
        let attempts: Int
        let failures: Int
        var finished: [Attempt] = []
        let untold: Untold?
    }

    /// A failure that is not reported yet: UnreportedFailure.
    struct Untold: Sendable {
        let attempt: Int
        let notifyAt: Timestamp
        var attempts = 0
    }

    let delivery: Delivery
    let fingerprint: JournalEntry.Fingerprint?
    let runs: [Run]
}

/// Where a delivery is in a journal, before it is read.
struct CopyPlace: Sendable {
    /// In the order in which they were written.
    let key: Int64
    let id: DeliveryID
    let bytes: Int
}

/// A journal that deliveries are copied from, or to.
protocol CopyableJournal: Journal {
    /// How many deliveries there are.
    func deliveryCount() async throws(JournalError) -> Int

    /// The next deliveries after a key.
    func places(after key: Int64, atMost count: Int) async throws(JournalError) -> [CopyPlace]

    /// Which of these there are.
    func existing(_ ids: [DeliveryID]) async throws(JournalError) -> Set<DeliveryID>

    /// What there is to know of these.
    func copies(of keys: [Int64]) async throws(JournalError) -> [CopiedDelivery]

    /// Writes deliveries that are not there yet, in one transaction; on disk when it returns.
    func write(copies: [CopiedDelivery]) async throws(JournalError)
}
