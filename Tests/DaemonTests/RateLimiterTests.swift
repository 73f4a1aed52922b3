import Formats
import Testing
import Values

@testable import Daemon

@Suite struct RateLimiterTests {
    private let limit = RateLimit(count: 2, period: .seconds(1), burst: 3)
    private let start = ContinuousClock.now

    private func waits(_ limiter: RateLimiter, _ client: String?, at moments: [Double]) -> [Duration?] {
        moments.map {
            limiter.wait(
                at: "/a", for: client.flatMap { IPAddress($0) }, limit: limit, now: start + .seconds($0))
        }
    }

    @Test func `a burst is accepted, and the next request waits until one is free`() {
        #expect(waits(RateLimiter(), "192.0.2.1", at: [0, 0, 0, 0]) == [nil, nil, nil, .milliseconds(500)])
    }

    @Test func `rejected requests do not count`() {
        #expect(
            waits(RateLimiter(), "192.0.2.1", at: [0, 0, 0, 0, 0, 0.25, 0.5, 0.5]) == [
                nil, nil, nil, .milliseconds(500), .milliseconds(500), .milliseconds(250), nil, .milliseconds(500),
            ])
    }

    @Test func `requests at an even rate are never rejected`() {
        #expect(waits(RateLimiter(), "192.0.2.1", at: (0..<50).map { Double($0) / 2 }).allSatisfy { $0 == nil })
    }

    @Test func `after a pause one whole burst is accepted again, and no more`() {
        #expect(
            waits(RateLimiter(), "192.0.2.1", at: [0, 0, 0, 99, 99, 99, 99]).map { $0 == nil } == [
                true, true, true, true, true, true, false,
            ])
    }

    @Test func `each client has a rate of its own at each endpoint, and an IPv6 /64 is one client`() {
        let limiter = RateLimiter()
        #expect(waits(limiter, "192.0.2.1", at: [0, 0, 0]) == [nil, nil, nil])
        #expect(waits(limiter, "192.0.2.2", at: [0]) == [nil])
        #expect(waits(limiter, nil, at: [0, 0, 0, 0]) == [nil, nil, nil, .milliseconds(500)])
        #expect(
            waits(limiter, "2001:db8::1", at: [0, 0]) + waits(limiter, "2001:db8::2", at: [0, 0]) == [
                nil, nil, nil, .milliseconds(500),
            ])
        #expect(limiter.wait(at: "/b", for: IPAddress("192.0.2.1"), limit: limit, now: start) == nil)
    }

    @Test func `the clients that have sent most stay limited, whatever the number of clients`() {
        let limiter = RateLimiter(capacity: 100)
        _ = waits(limiter, "192.0.2.1", at: [0, 0, 0])
        for host in 0..<1000 {
            #expect(waits(limiter, "10.0.\(host / 250).\(host % 250)", at: [0]) == [nil])
        }
        #expect(waits(limiter, "192.0.2.1", at: [0]) == [.milliseconds(500)])
    }
}
