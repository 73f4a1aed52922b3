import Formats
import Journals
import Reporting

/// Tests the journal by writing to it, at most once per second, whatever the number of requests.
///
/// The last state in `JournalHealth` does not suffice. It may be hours old, and a daemon that is not ready gets no
/// deliveries that could change it. The limit keeps clients from loading the disk.
actor JournalProbe {
    struct Finding: Sendable {
        /// Why the journal could not be written or read.
        let failure: JournalError?
        /// Nil after a failure.
        let census: JournalCensus?
    }

    /// How long a finding is reused.
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

    /// The state of the journal, at most `validity` old. Concurrent callers share one test.
    func finding() async -> Finding {
        // Also if it takes longer than `validity`: another test would not be faster.
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
