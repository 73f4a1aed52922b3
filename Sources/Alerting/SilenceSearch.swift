import Journals
import Values

/// Looks for the deliveries that an alert of silence waits for.
struct SilenceSearch {
    let events: [EventPattern]
    let endpoint: String?
    let time: Duration
    /// When the latest one came that was found.
    private var lastSeen: Timestamp?
    /// When the journal was last searched in vain.
    private var searchedAt: Timestamp?

    /// Deliveries may come to be seen this much later than they say, where several machines share a journal.
    private static let delay: Duration = .seconds(60)

    init(for events: [EventPattern], at endpoint: String?, within time: Duration) {
        self.events = events
        self.endpoint = endpoint
        self.time = time
    }

    /// Whether it is silent. While nothing has to be known, the journal is not asked.
    mutating func reading(_ record: AlertRecord, in journal: any AlertStore, at now: Timestamp)
        async throws(JournalError)
        -> AlertReading
    {
        if record.isFiring, let start = record.startedAt {
            return try await readingWhileSilent(since: start, in: journal, at: now)
        }
        searchedAt = nil
        // What seems to have come later than now came before the clock was set back.
        lastSeen = lastSeen.map { min($0, now) }
        let known = max(record.watchedSince, lastSeen ?? record.watchedSince)
        guard now - known > time else { return AlertReading(holds: false) }
        lastSeen = try await journal.lastArrival(of: events, at: endpoint, after: known, until: now) ?? lastSeen
        let silence = now - max(known, lastSeen ?? known)
        return AlertReading(holds: silence > time, figure: silence.components.seconds)
    }

    private mutating func readingWhileSilent(
        since start: Timestamp, in journal: any AlertStore, at now: Timestamp
    ) async throws(JournalError) -> AlertReading {
        let pause = min(time / 60, .seconds(60))
        if let searchedAt, now >= searchedAt, now - searchedAt < pause { return AlertReading(holds: true) }
        let floor = lowest(since: start, at: now)
        if let found = try await journal.lastArrival(of: events, at: endpoint, after: floor, until: now) {
            lastSeen = found
            return AlertReading(holds: false)
        }
        searchedAt = now
        return AlertReading(holds: true)
    }

    /// What came then or earlier has been seen.
    private func lowest(since start: Timestamp, at now: Timestamp) -> Timestamp {
        // After the clock was set back, what is old may seem to have come just before the silence began.
        let known = start > now ? now - Self.delay : start - time
        guard let searchedAt, searchedAt <= now else { return known }
        return max(known, searchedAt - Self.delay)
    }
}
