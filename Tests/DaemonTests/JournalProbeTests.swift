import Formats
import Journals
import Reporting
import Synchronization
import Testing
import Values

@testable import Daemon

@Suite(.timeLimit(.minutes(4))) struct JournalProbeTests {
    @Test func `the journal is tested once per second, whatever the number of requests`() async {
        let journal = NotebookJournal()
        let time = Mutex(ContinuousClock.now)
        let log = Log(LogSettings(), to: -1)
        let probe = JournalProbe(journal, health: JournalHealth(log: log)) { time.withLock { $0 } }
        for _ in 0..<5 { #expect(await probe.finding().failure == nil) }
        #expect(journal.trials.withLock { $0 } == 1)
        time.withLock { $0 += .milliseconds(999) }
        _ = await probe.finding()
        #expect(journal.trials.withLock { $0 } == 1)
        time.withLock { $0 += .milliseconds(1) }
        journal.failure.withLock { $0 = .full(path: "/j") }
        #expect(await probe.finding().failure == .full(path: "/j"))
        #expect(await probe.finding().failure == .full(path: "/j"))
        #expect(journal.trials.withLock { $0 } == 2)
        time.withLock { $0 += .seconds(1) }
        journal.failure.withLock { $0 = nil }
        #expect(await probe.finding().failure == nil)
    }

    @Test func `concurrent requests share one test of the journal`() async {
        let journal = NotebookJournal()
        let moment = ContinuousClock.now
        let probe = JournalProbe(journal, health: JournalHealth(log: Log(LogSettings(), to: -1))) { moment }
        let findings = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await probe.finding().failure == nil } }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(findings == Array(repeating: true, count: 20))
        #expect(journal.trials.withLock { $0 } == 1)
    }
}
