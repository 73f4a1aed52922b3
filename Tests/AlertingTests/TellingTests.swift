import Formats
import Journals
import Testing
import Values

@testable import Alerting

/// The notifications of alerts and of failures, as tables.
@Suite struct TellingTests {
    private static let start = Timestamp(milliseconds: 1_795_467_241_000)

    private enum Step {
        /// Whether the command is due.
        case asked(Bool)
        case told(RunState.Decision)
    }

    /// Applies steps: the seconds since the start, and what happens.
    private func play(_ script: [(Int, Step)], _ location: SourceLocation = #_sourceLocation) -> Telling {
        var telling = Telling(at: Self.start)
        for (position, (second, step)) in script.enumerated() {
            let now = Self.start + .seconds(second)
            switch step {
            case .asked(let expected):
                #expect(telling.begin(at: now) == expected, "step \(position + 1)", sourceLocation: location)
            case .told(let decision):
                telling.end(decision, at: now)
            }
        }
        return telling
    }

    @Test func `a notification is sent once`() {
        let telling = play([
            (-1, .asked(false)), (0, .asked(true)), (1, .asked(false)), (2, .told(.succeed)), (3, .asked(false)),
        ])
        #expect(telling.tellAt == nil && telling.attempts == 1 && !telling.isBeingTold)
    }

    @Test func `a failed notification is retried after its wait, five times in all`() {
        var script: [(Int, Step)] = []
        for attempt in 0..<5 {
            let steps: [(Int, Step)] = [
                (attempt * 100, .asked(true)), (attempt * 100 + 1, .told(.retry(after: .seconds(99)))),
                (attempt * 100 + 99, .asked(false)),
            ]
            script += steps
        }
        let telling = play(script + [(500, .asked(false))])
        #expect(telling.tellAt == nil && telling.attempts == 5)
    }

    @Test func `a permanently failed notification is not retried`() {
        #expect(play([(0, .asked(true)), (1, .told(.fail)), (999, .asked(false))]).tellAt == nil)
    }

    @Test func `a notification that a shutdown has cut off does not count as an attempt`() {
        let telling = play([(0, .asked(true)), (1, .told(.resume)), (1, .asked(true))])
        #expect(telling.attempts == 1 && telling.isBeingTold)
    }

    @Test func `another daemon retries the notification of a dead one after its time, five times at most`() {
        var script: [(Int, Step)] = []
        for attempt in 0..<5 {
            let steps: [(Int, Step)] = [(attempt * 330, .asked(true)), (attempt * 330 + 329, .asked(false))]
            script += steps
        }
        let telling = play(script + [(1650, .asked(false))])
        #expect(telling.tellAt == nil && !telling.isBeingTold)
    }

    @Test func `a clock that is set back delays no notification`() {
        #expect(play([(0, .asked(true)), (1, .told(.retry(after: .seconds(300)))), (-31, .asked(true))]).attempts == 2)
    }
}
