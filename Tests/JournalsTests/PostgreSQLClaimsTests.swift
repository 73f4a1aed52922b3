#if PostgreSQL
import Formats
import Testing
import Values

@testable import Journals

@Suite struct PostgreSQLClaimsTests {
    private static let start = ContinuousClock.now
    private let claims = PostgreSQLClaims(lease: .seconds(30))

    private func claim(_ key: Int64, after seconds: Int) {
        let run = RunID(delivery: DeliveryID(lowestAt: Timestamp(milliseconds: key)), hook: "h")
        claims.add([(run, .init(key: key, attempt: 1, lane: nil, renewedAt: Self.start + .seconds(seconds)))])
    }

    private func time(after seconds: Int) -> Duration { claims.timeUntilLost(at: Self.start + .seconds(seconds)) }

    @Test func `without us, commands run until the first lease that is not lost must be given up`() {
        #expect(time(after: 0) == .seconds(23), "the next claim has so long at least")
        claim(1, after: 0)
        claim(2, after: 10)
        #expect(time(after: 10) == .seconds(13))
        claims.renewed([1, 2], of: [1, 2], at: Self.start + .seconds(12))
        #expect(time(after: 15) == .seconds(20))
        claims.renewed([2], of: [1, 2], at: Self.start + .seconds(16))
        #expect(time(after: 16) == .seconds(23), "the first one is lost, and its command told so")
    }

    @Test func `a command always has what is left of the margin`() {
        claim(1, after: 0)
        #expect(time(after: 22) == .seconds(2))
        #expect(time(after: 24) == .seconds(23), "it is lost")
    }
}
#endif
