import Formats
import Journals
import Testing
import Values

@testable import Alerting

/// The states of an alert as tables of times, events and actions.
@Suite struct AlertDecisionTests {
    private static let start = Timestamp(milliseconds: 1_795_467_241_000)
    private static let patience = Duration.seconds(60)

    private func over(_ figure: Int64 = 9) -> AlertRecord.Event {
        .measured(AlertMeasurement(holds: true, figure: figure), patience: Self.patience)
    }

    private func under(complete: Bool = true) -> AlertRecord.Event {
        .measured(AlertMeasurement(holds: false, figure: 1, isComplete: complete), patience: Self.patience)
    }

    /// The seconds since the start, the event, and the expected action.
    private typealias Step = (Int, AlertRecord.Event, AlertRecord.Action)

    /// Applies the steps to a new record.
    @discardableResult
    private func play(
        _ script: [Step], _ location: SourceLocation = #_sourceLocation
    ) -> AlertRecord {
        var record = AlertRecord(name: "a", watchedSince: Self.start)
        for (position, (second, event, action)) in script.enumerated() {
            let done = record.take(event, at: Self.start + .seconds(second))
            #expect(done == action, "step \(position + 1): \(event)", sourceLocation: location)
        }
        return record
    }

    @Test func `an alert starts once, is reported once, and ends after a time without its condition`() {
        let record = play([
            (0, under(), .none), (0, .polled, .none),
            (1, over(), .begin), (1, .polled, .notify), (2, over(), .none), (2, .polled, .none),
            (3, .notified(.succeed), .none), (4, .polled, .none),
            (30, over(12), .none), (31, under(), .none), (89, under(), .none),
            (90, under(), .end), (90, .polled, .notify), (91, .notified(.succeed), .none),
            (92, under(), .none), (92, .polled, .none), (93, over(), .begin),
        ])
        #expect(record.startedAt == Self.start + .seconds(93) && record.isFiring)
    }

    @Test func `a condition that comes and goes is one incident`() {
        var script: [Step] = [(0, over(), .begin), (0, .polled, .notify), (1, .notified(.succeed), .none)]
        for round in 1...50 {
            let both: [Step] = [(round * 20, over(), .none), (round * 20 + 10, under(), .none)]
            script += both
        }
        play(script)
    }

    @Test func `an incomplete count does not end an alert`() {
        play([
            (0, over(), .begin), (0, .polled, .notify), (0, .notified(.succeed), .none),
            (500, under(complete: false), .none), (559, under(complete: false), .none), (560, under(), .end),
        ])
    }

    @Test func `a silence ends with the next delivery`() {
        let silent = AlertRecord.Event.measured(AlertMeasurement(holds: true, figure: 9), patience: .zero)
        let heard = AlertRecord.Event.measured(AlertMeasurement(holds: false), patience: .zero)
        let record = play([
            (0, silent, .begin), (0, .polled, .notify), (1, .notified(.succeed), .none), (2, silent, .none),
            (3, heard, .end),
        ])
        #expect(record.figure == nil && record.lastTrueAt == Self.start)
    }

    @Test func `a start in the future, by a clock that was set back, becomes the present`() {
        let silent = AlertRecord.Event.measured(AlertMeasurement(holds: true, figure: 9), patience: .zero)
        let heard = AlertRecord.Event.measured(AlertMeasurement(holds: false), patience: .zero)
        let record = play([
            (10_000, silent, .begin), (10_000, .polled, .notify), (10_001, .notified(.succeed), .none),
            (500, silent, .none),
        ])
        #expect(record.isFiring && record.startedAt == Self.start + .seconds(500))
        #expect(record.lastTrueAt == Self.start + .seconds(500))
        play([
            (10_000, silent, .begin), (10_000, .polled, .notify), (10_001, .notified(.succeed), .none),
            (500, silent, .none),
            (501, heard, .end),
        ])
        var early = AlertRecord(name: "a", watchedSince: Self.start + .seconds(9))
        _ = early.take(heard, at: Self.start)
        #expect(early.watchedSince == Self.start)
    }

    @Test func `a failed notification of an alert is retried, and given up after five attempts`() {
        var script: [Step] = [(0, over(), .begin)]
        for second in [0, 100, 200, 300] {
            let attempt: [Step] = [
                (second, .polled, .notify), (second + 1, .notified(.retry(after: .seconds(50))), .none),
                (second + 50, .polled, .none),
            ]
            script += attempt
        }
        let last: [Step] = [(400, .polled, .notify), (401, .notified(.fail), .none), (999, .polled, .none)]
        let record = play(script + last)
        #expect(record.attempts == 5 && record.notifyAt == nil && record.isFiring)
    }

    @Test func `a notification of an alert that a shutdown has cut off does not count as an attempt`() {
        let record = play([
            (0, over(), .begin), (0, .polled, .notify), (1, .notified(.resume), .none), (1, .polled, .notify),
        ])
        #expect(record.attempts == 1)
    }

    @Test func `a daemon whose notification takes too long counts as dead, five times at most`() {
        var script: [Step] = [(0, over(), .begin)]
        for attempt in 0..<5 {
            let both: [Step] = [(attempt * 330, .polled, .notify), (attempt * 330 + 329, .polled, .none)]
            script += both
        }
        let last: Step = (1650, .polled, .none)
        let record = play(script + [last])
        #expect(record.notifyAt == nil && !record.isInFlight)
    }

    @Test func `an end waits until the start is reported, and replaces a start that could not be`() {
        play([
            (0, over(), .begin), (0, .polled, .notify), (100, under(), .none),
            (101, .notified(.retry(after: .seconds(9))), .none),
            (102, under(), .end), (102, .polled, .notify), (103, .notified(.succeed), .none),
        ])
    }

    @Test func `an alert that is removed from the configuration ends`() {
        play([(0, under(), .none), (0, .removed, .none)])
        let record = play([
            (0, over(), .begin), (0, .polled, .notify), (1, .removed, .none), (1, .notified(.succeed), .none),
            (2, .removed, .end),
            (2, .polled, .notify), (3, .removed, .none), (3, .notified(.succeed), .none), (4, .removed, .none),
        ])
        #expect(!record.isFiring && record.figure == nil)
    }

    @Test func `a clock that is set back delays no alert`() {
        play([
            (10_000, over(), .begin), (10_000, .polled, .notify), (0, .polled, .notify),
            (1, .notified(.succeed), .none),
            (2, under(), .none), (61, under(), .none), (62, under(), .end),
        ])
    }
}

@Suite struct SlidingCountTests {
    private func moment(_ seconds: Double) -> Timestamp { Timestamp(milliseconds: Int64(seconds * 1000)) }

    /// The seconds of 3 and of 4 events, the second of the count, and the expected count.
    private static let rows: [(Double, Double, Double, Int)] = [
        (0, 30, 59, 7), (0, 30, 60, 7), (0, 30, 61.1, 4), (0, 30, 1000, 0), (0, 0.5, 1, 7), (0, 1, 61, 4),
        (-100, -50, -45, 7),
        // Set back by a little, and by a lot.
        (100, 80, 100, 7), (1000, 80, 81, 4),
    ]

    @Test(arguments: rows)
    func `counts older than the window are dropped, to a sixtieth of it`(
        three: Double, four: Double, at: Double, count: Int
    ) {
        var recent = SlidingCount(within: .seconds(60))
        recent.add(3, at: moment(three))
        recent.add(4, at: moment(four))
        #expect(recent.count(at: moment(at)) == count)
    }

    @Test func `a sliding count agrees with a list of all moments, to a sixtieth of the window`() {
        var generator = SystemRandomNumberGenerator()
        var recent = SlidingCount(within: .milliseconds(6000))
        var all: [Int64] = []
        var now: Int64 = 0
        for _ in 0..<2000 {
            now += Int64.random(in: 0...400, using: &generator)
            recent.add(1, at: Timestamp(milliseconds: now))
            all.append(now)
            let count = recent.count(at: Timestamp(milliseconds: now))
            #expect(count >= all.count { $0 > now - 6000 } && count <= all.count { $0 > now - 6100 })
        }
    }
}
