import Journals
import Synchronization
import Values

/// A journal that notes what it is given, or fails.
final class NotebookJournal: DeliveryRecording, DeliveryLookup, CensusSource {
    let entries = Mutex<[JournalEntry]>([])
    let failure: Mutex<JournalError?>
    /// How often `probeWrite` was called.
    let trials = Mutex(0)

    init(failing failure: JournalError? = nil) { self.failure = Mutex(failure) }

    func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        if let failure = failure.withLock({ $0 }) { throw failure }
        self.entries.withLock { $0 += entries }
        return entries.map { _ in .recorded }
    }
    func probeWrite() async throws(JournalError) {
        trials.withLock { $0 += 1 }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
    func delivery(_ id: DeliveryID, latestAttempts count: Int) async throws(JournalError) -> DeliveryRecord? { nil }
    func census() async throws(JournalError) -> JournalCensus { JournalCensus(hooks: [], bytes: 0) }
}
