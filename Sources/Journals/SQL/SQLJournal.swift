import Values

/// A journal in a database: what both engines do alike.
protocol SQLJournal: CopyableJournal {
    associatedtype Connection: JournalConnection

    /// Reads beside the writers.
    func read<Result: Sendable>(
        for reader: JournalReader, _ body: @escaping @Sendable (Connection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result

    /// Writes, and returns when that is committed; with `needsSync`, when it is on disk.
    func write<Result: Sendable>(
        needsSync: Bool, _ body: @escaping @Sendable (Connection) throws(JournalError) -> Result
    ) async throws(JournalError) -> Result

    /// How much disk space the journal takes.
    func byteCount(over connection: Connection) throws(JournalError) -> Int64

    /// Tells other machines that there is something to claim or to stop.
    func notifyPeers()
}

/// For whom a journal is read: the daemon never waits for what people read.
enum JournalReader: Sendable {
    case daemon
    case people
}

extension SQLJournal {
    package func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? {
        try await read(for: .daemon) { connection throws(JournalError) in try connection.nextDue(of: hooks) }
    }

    package func runsToStop() async throws(JournalError) -> [RunID] {
        try await read(for: .daemon) { connection throws(JournalError) in try connection.runsToStop() }
    }

    package func census() async throws(JournalError) -> JournalCensus {
        try await read(for: .people) { [self] connection throws(JournalError) in
            try connection.census(bytes: try byteCount(over: connection))
        }
    }

    package func activity(from start: Timestamp, until end: Timestamp) async throws(JournalError) -> [MinuteActivity] {
        try await read(for: .people) { connection throws(JournalError) in
            try connection.activity(from: start, until: end)
        }
    }

    package func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] {
        try await read(for: .people) { connection throws(JournalError) in try connection.deliveries(matching: query) }
    }

    package func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
        try await read(for: .people) { connection throws(JournalError) in try connection.page(of: query) }
    }

    package func delivery(
        _ id: DeliveryID, latestAttempts count: Int
    ) async throws(JournalError) -> DeliveryRecord? {
        try await read(for: .people) { connection throws(JournalError) in
            try connection.delivery(id, latestAttempts: count)
        }
    }

    package func alerts() async throws(JournalError) -> [AlertRecord] {
        try await read(for: .daemon) { connection throws(JournalError) in try connection.alerts() }
    }

    package func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool {
        try await write(needsSync: true) { connection throws(JournalError) in try connection.replace(old, with: new) }
    }

    package func lastArrival(
        of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until limit: Timestamp
    ) async throws(JournalError) -> Timestamp? {
        var end = DeliveryID(lowestAt: limit + .milliseconds(1)).text
        while true {
            let (found, next) = try await read(for: .daemon) { [end] connection throws(JournalError) in
                try connection.lastArrival(of: events, at: endpoint, after: moment, before: end)
            }
            guard found == nil, let next else { return found }
            end = next
        }
    }

    package func unreportedFailures(at now: Timestamp, atMost count: Int) async throws(JournalError)
        -> [UnreportedFailure]
    {
        try await read(for: .daemon) { connection throws(JournalError) in
            try connection.unreportedFailures(at: now, atMost: count)
        }
    }

    package func replace(_ old: UnreportedFailure, with new: UnreportedFailure?) async throws(JournalError) -> Bool {
        try await write(needsSync: false) { connection throws(JournalError) in try connection.replace(old, with: new) }
    }

    func deliveryCount() async throws(JournalError) -> Int {
        try await read(for: .people) { connection throws(JournalError) in try connection.deliveryCount() }
    }

    func places(after key: Int64, atMost count: Int) async throws(JournalError) -> [CopyPlace] {
        try await read(for: .people) { connection throws(JournalError) in
            try connection.places(after: key, atMost: count)
        }
    }

    func existing(_ ids: [DeliveryID]) async throws(JournalError) -> Set<DeliveryID> {
        try await read(for: .people) { connection throws(JournalError) in try connection.existing(ids) }
    }

    func copies(of keys: [Int64]) async throws(JournalError) -> [CopiedDelivery] {
        try await read(for: .people) { connection throws(JournalError) in try connection.copies(of: keys) }
    }
}
