import Journals
import Synchronization
import Values

/// A journal that notes what it is given, or fails.
final class NotebookJournal: Journal {
    let entries = Mutex<[JournalEntry]>([])
    let failure: Mutex<JournalError?>
    /// How often it was tried whether it can be written.
    let trials = Mutex(0)

    init(failing failure: JournalError? = nil) { self.failure = Mutex(failure) }

    func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        if let failure = failure.withLock({ $0 }) { throw failure }
        self.entries.withLock { $0 += entries }
        return entries.map { _ in .recorded }
    }
    func claim(
        _ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp
    ) async throws(JournalError) -> [[ClaimedRun]] { [] }
    func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID] { [] }
    func recover(at now: Timestamp) async throws(JournalError) -> Int { 0 }
    func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int { 0 }
    func failRuns(
        ofHooksOtherThan hooks: [HookKey], because reason: String, telling: Bool, at now: Timestamp
    ) async throws(JournalError) -> Int { 0 }
    func untoldFailures(at now: Timestamp, atMost count: Int) async throws(JournalError) -> [UntoldFailure] { [] }
    func replace(_ old: UntoldFailure, with new: UntoldFailure?) async throws(JournalError) -> Bool { true }
    func retry(
        _ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int { 0 }
    func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int { 0 }
    func prune(
        before moment: Timestamp, failedBefore failedMoment: Timestamp
    ) async throws(JournalError) -> Int { 0 }
    func runsToStop() async throws(JournalError) -> [RunID] { [] }
    func hasChangedElsewhere() async throws(JournalError) -> Bool { false }
    func nextDue(of hooks: [ClaimAllowance]) async throws(JournalError) -> Timestamp? { nil }
    func deliveries(matching query: DeliveryQuery) async throws(JournalError) -> [DeliverySummary] { [] }
    func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
        DeliveryPage(deliveries: [], next: nil)
    }
    func delivery(
        _ id: DeliveryID, latestAttempts count: Int
    ) async throws(JournalError) -> DeliveryRecord? { nil }
    func activity(
        from start: Timestamp, until end: Timestamp
    ) async throws(JournalError) -> [MinuteActivity] { [] }
    func tryWriting() async throws(JournalError) {
        trials.withLock { $0 += 1 }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
    func census() async throws(JournalError) -> JournalCensus { JournalCensus(hooks: [], bytes: 0) }
    func alerts() async throws(JournalError) -> [AlertRecord] { [] }
    func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool { true }
    func lastArrival(
        of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until end: Timestamp
    ) async throws(JournalError) -> Timestamp? { nil }
    func close() async {}
}
