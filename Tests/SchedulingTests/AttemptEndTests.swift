import Formats
import Journals
import Processes
import Testing
import Values

@testable import Scheduling

@Suite struct AttemptEndTests {
    private let now = Timestamp(milliseconds: 1_795_467_241_000)

    private func run(_ number: Int, failures: Int) -> ClaimedRun {
        var generator = SystemRandomNumberGenerator()
        let id = DeliveryID(at: now + .milliseconds(number), using: &generator)
        let delivery = Delivery(
            id: id, endpoint: "/e", provider: "circularo", event: "x", body: [], receivedAt: now)
        return ClaimedRun(delivery: delivery, hook: "a", attempt: failures + 1, failures: failures)
    }

    private func ends(of runs: [ClaimedRun], _ exit: Exit) -> [AttemptEnd] {
        var generator = SystemRandomNumberGenerator()
        let result = CommandResult(
            exit: exit, startedAt: now, finishedAt: now, output: Array("out".utf8), outputBytes: 3)
        let policy = RetryPolicy(attempts: 3, first: .seconds(10), last: .seconds(1000))
        return AttemptEnd.all(of: runs, result: result, policy: policy, at: now, using: &generator)
    }

    @Test func `retried runs of a batch are due together, and one without attempts left fails`() {
        for _ in 0..<100 {
            let ends = ends(of: [run(1, failures: 0), run(2, failures: 2), run(3, failures: 1)], .status(1))
            #expect(ends.map(\.finished.state) == [.pending, .failed, .pending])
            #expect(ends[0].finished.nextAt == ends[2].finished.nextAt)
            #expect(ends[0].finished.nextAt - now <= .seconds(20))
            #expect(ends.map(\.finished.failures) == [1, 3, 2])
            #expect(ends[1].decision == .fail)
        }
    }

    @Test func `the runs of a batch succeed together, and the output is stored with the first`() {
        let runs = [run(1, failures: 1), run(2, failures: 0)]
        let ends = ends(of: runs, .status(0))
        #expect(ends.map(\.finished.state) == [.succeeded, .succeeded])
        #expect(ends.map(\.finished.failures) == [1, 0])
        #expect(ends.map(\.finished.attempt.number) == [2, 1])
        #expect(ends[0].finished.attempt.output == Array("out".utf8))
        let note = "(part of a batch: the output is stored with \(runs[0].delivery.id.text))\n"
        #expect(ends[1].finished.attempt.output == Array(note.utf8))
    }

    @Test func `an interrupted batch is due at once, and counts as no failure`() {
        let ends = ends(of: [run(1, failures: 2), run(2, failures: 0)], .interrupted)
        #expect(ends.allSatisfy { $0.finished.state == .pending && $0.finished.nextAt == now })
        #expect(ends.map(\.finished.failures) == [2, 0])
    }
}
