import Formats
import Journals
import Testing
import Values

@testable import Alerting

/// The notifications of alerts and of failures, as tables.
@Suite struct PendingNotificationTests {
    private static let start = Timestamp(milliseconds: 1_795_467_241_000)

    private enum Step {
        /// Whether the command is due.
        case polled(Bool)
        case notified(RunState.Decision)
    }

    /// Applies steps: the seconds since the start, and what happens.
    private func play(_ script: [(Int, Step)], _ location: SourceLocation = #_sourceLocation) -> PendingNotification {
        var notification = PendingNotification(at: Self.start)
        for (position, (second, step)) in script.enumerated() {
            let now = Self.start + .seconds(second)
            switch step {
            case .polled(let expected):
                #expect(notification.begin(at: now) == expected, "step \(position + 1)", sourceLocation: location)
            case .notified(let decision):
                notification.end(decision, at: now)
            }
        }
        return notification
    }

    @Test func `a notification is sent once`() {
        let notification = play([
            (-1, .polled(false)), (0, .polled(true)), (1, .polled(false)), (2, .notified(.succeed)),
            (3, .polled(false)),
        ])
        #expect(notification.notifyAt == nil && notification.attempts == 1 && !notification.isInFlight)
    }

    @Test func `a failed notification is retried after its wait, five times in all`() {
        var script: [(Int, Step)] = []
        for attempt in 0..<5 {
            let steps: [(Int, Step)] = [
                (attempt * 100, .polled(true)), (attempt * 100 + 1, .notified(.retry(after: .seconds(99)))),
                (attempt * 100 + 99, .polled(false)),
            ]
            script += steps
        }
        let notification = play(script + [(500, .polled(false))])
        #expect(notification.notifyAt == nil && notification.attempts == 5)
    }

    @Test func `a permanently failed notification is not retried`() {
        #expect(play([(0, .polled(true)), (1, .notified(.fail)), (999, .polled(false))]).notifyAt == nil)
    }

    @Test func `a notification that a shutdown has cut off does not count as an attempt`() {
        let notification = play([(0, .polled(true)), (1, .notified(.resume)), (1, .polled(true))])
        #expect(notification.attempts == 1 && notification.isInFlight)
    }

    @Test func `another daemon retries the notification of a dead one after its time, five times at most`() {
        var script: [(Int, Step)] = []
        for attempt in 0..<5 {
            let steps: [(Int, Step)] = [(attempt * 330, .polled(true)), (attempt * 330 + 329, .polled(false))]
            script += steps
        }
        let notification = play(script + [(1650, .polled(false))])
        #expect(notification.notifyAt == nil && !notification.isInFlight)
    }

    @Test func `a clock that is set back delays no notification`() {
        #expect(
            play([(0, .polled(true)), (1, .notified(.retry(after: .seconds(300)))), (-31, .polled(true))]).attempts == 2
        )
    }
}
