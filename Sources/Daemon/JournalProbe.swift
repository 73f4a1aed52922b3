import Formats
import Journals
import Reporting

/// Looks at the journal by writing to it, at most once a second, however many ask.
///
/// What the log last said may be hours old, or keep itself up, since nobody sends deliveries to a daemon that is not
/// ready. And whoever may ask must not be able to make the disk busy.
actor JournalProbe {
    /// How the journal was.
    struct Finding: Sendable {
        /// Why it could not be written, or read.
        let failure: JournalError?
        /// What is in it; nil if it came to no counting.
        let census: JournalCensus?
    }

    /// How long a finding holds.
    static let validity: Duration = .seconds(1)

    private let journal: any DeliveryRecording & CensusSource
    private let health: JournalHealth
    private let now: @Sendable () -> ContinuousClock.Instant
    private var running: Task<Finding, Never>?
    private var latest: (begun: ContinuousClock.Instant, finding: Finding)?

    init(
        _ journal: any DeliveryRecording & CensusSource, health: JournalHealth,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.journal = journal
        self.health = health
        self.now = now
    }

    /// How the journal is now, or was less than a second ago. Who asks while it is being looked at hears the same.
    func finding() async -> Finding {
        // Also if it takes longer than a second: another look would not be faster.
        if let running { return await running.value }
        let begun = now()
        if let latest, begun - latest.begun < Self.validity { return latest.finding }
        let look = Task { [journal, health] in await Self.look(at: journal, health) }
        running = look
        let finding = await look.value
        latest = (begun, finding)
        running = nil
        return finding
    }

    private static func look(at journal: any DeliveryRecording & CensusSource, _ health: JournalHealth) async -> Finding
    {
        do throws(JournalError) {
            try await journal.probeWrite()
            let census = try await journal.census()
            health.works(.writing)
            return Finding(failure: nil, census: census)
        } catch {
            health.failed(error.description, at: .writing)
            return Finding(failure: error, census: nil)
        }
    }
}
