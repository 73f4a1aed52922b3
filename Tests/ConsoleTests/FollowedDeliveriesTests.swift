import Formats
import Journals
import Support
import Testing
import Values

@testable import Console

@Suite struct FollowedDeliveriesTests {
    private func delivery(_ number: Int, _ states: RunState..., at second: Int? = nil) -> DeliverySummary {
        let moment = Timestamp(milliseconds: 1_795_467_241_000) + .seconds(second ?? number)
        var generator = SeededGenerator(seed: UInt64(number))
        let runs = states.map { RunSummary(hook: "h", state: $0, attempts: 0, nextAt: nil) }
        return DeliverySummary(
            id: DeliveryID(at: moment, using: &generator), endpoint: "/e", provider: "circularo", event: "e\(number)",
            receivedAt: moment, bytes: 0, runs: runs)
    }

    private func events(_ deliveries: [DeliverySummary]) -> [String] { deliveries.map(\.event) }

    @Test func `new deliveries and state changes are shown, oldest first`() {
        var followed = FollowedDeliveries()
        followed.know([delivery(2, .pending), delivery(1, .succeeded)])
        #expect(followed.take([delivery(2, .pending), delivery(1, .succeeded)]).isEmpty)
        let news = [delivery(4, .pending), delivery(3), delivery(2, .running), delivery(1, .succeeded)]
        #expect(events(followed.take(news)) == ["e2", "e3", "e4"])
        #expect(followed.take(news).isEmpty)
        #expect(events(followed.take([delivery(1, .pending)])) == ["e1"])
    }

    @Test func `a delivery that is committed late is new, and an earlier one is not`() throws {
        var followed = FollowedDeliveries()
        followed.begin(after: delivery(100, .succeeded).id)
        followed.know([delivery(120, .succeeded)])
        let horizon = try #require(followed.horizon)
        #expect(horizon > delivery(109).id && horizon < delivery(111).id)
        #expect(events(followed.take([delivery(119, .pending), delivery(99, .pending)])) == ["e119"])
    }

    @Test func `list --follow remembers a bounded number of deliveries, unfinished ones first`() {
        var followed = FollowedDeliveries(capacity: 100)
        followed.know([delivery(1, .pending)])
        for number in 2...1000 {
            #expect(events(followed.take([delivery(number, .succeeded)])) == ["e\(number)"])
            #expect(followed.watched.count <= 100)
        }
        #expect(followed.watched.contains(delivery(1).id))
        #expect(followed.take([delivery(500, .failed)]).isEmpty, "it is forgotten, and not new")
        #expect(events(followed.take([delivery(1, .failed)])) == ["e1"])
    }
}
