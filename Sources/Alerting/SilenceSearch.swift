import Journals
import Values

/// Searches the journal for the deliveries that an alert of silence expects.
struct SilenceSearch {
    let events: [EventPattern]
    let endpoint: String?
    let time: Duration
    /// The time of the latest delivery found so far.
    private var lastSeen: Timestamp?
    /// The time of the latest search that found none.
    private var searchedAt: Timestamp?

    /// With a shared journal, deliveries may become visible this much later than their time.
    private static let delay: Duration = .seconds(60)

    init(for events: [EventPattern], at endpoint: String?, within time: Duration) {
        self.events = events
        self.endpoint = endpoint
        self.time = time
    }

    /// Whether it is silent. It searches the journal only if the answer is not known otherwise.
    mutating func reading(_ record: AlertRecord, in journal: any AlertStore, at now: Timestamp)
        async throws(JournalError)
        -> AlertMeasurement
    {
        if record.isFiring, let start = record.startedAt {
            return try await readingWhileSilent(since: start, in: journal, at: now)
        }
        searchedAt = nil
        // A time in the future is from before the clock was set back.
        lastSeen = lastSeen.map { min($0, now) }
        let known = max(record.watchedSince, lastSeen ?? record.watchedSince)
        guard now - known > time else { return AlertMeasurement(holds: false) }
        lastSeen = try await journal.lastArrival(of: events, at: endpoint, after: known, until: now) ?? lastSeen
        let silence = now - max(known, lastSeen ?? known)
        return AlertMeasurement(holds: silence > time, figure: silence.components.seconds)
    }

    private mutating func readingWhileSilent(
        since start: Timestamp, in journal: any AlertStore, at now: Timestamp
    ) async throws(JournalError) -> AlertMeasurement {
        let pause = min(time / 60, .seconds(60))
        if let searchedAt, now >= searchedAt, now - searchedAt < pause { return AlertMeasurement(holds: true) }
        let floor = lowest(since: start, at: now)
        if let found = try await journal.lastArrival(of: events, at: endpoint, after: floor, until: now) {
            lastSeen = found
            return AlertMeasurement(holds: false)
        }
        searchedAt = now
        return AlertMeasurement(holds: true)
    }

    /// The time after which deliveries have not been searched yet.
    private func lowest(since start: Timestamp, at now: Timestamp) -> Timestamp {
        // After the clock was set back, old deliveries may seem to be from just before the silence started.
        let known = start > now ? now - Self.delay : start - time
        guard let searchedAt, searchedAt <= now else { return known }
        return max(known, searchedAt - Self.delay)
    }
}
