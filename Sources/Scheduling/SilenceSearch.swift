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
    mutating func reading(_ record: AlertRecord, in journal: any Journal, at now: Timestamp) async throws(JournalError)
        -> AlertReading
    {
        if record.isFiring, let start = record.startedAt {
            return try await readingWhileSilent(since: start, in: journal, at: now)
        }
        searchedAt = nil
        let known = max(record.watchedSince, lastSeen ?? record.watchedSince)
        guard now - known > time else { return AlertReading(holds: false) }
        lastSeen = try await journal.lastArrival(of: events, at: endpoint, after: known) ?? lastSeen
        let silence = now - max(known, lastSeen ?? known)
        return AlertReading(holds: silence > time, figure: silence.components.seconds)
    }

    private mutating func readingWhileSilent(
        since start: Timestamp, in journal: any Journal, at now: Timestamp
    ) async throws(JournalError) -> AlertReading {
        let pause = min(time / 60, .seconds(60))
        if let searchedAt, now >= searchedAt, now - searchedAt < pause { return AlertReading(holds: true) }
        let floor = max(start - time, searchedAt.map { $0 - Self.delay } ?? start - time)
        if let found = try await journal.lastArrival(of: events, at: endpoint, after: floor) {
            lastSeen = found
            return AlertReading(holds: false)
        }
        searchedAt = now
        return AlertReading(holds: true)
    }
}
