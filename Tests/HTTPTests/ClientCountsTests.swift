import Testing
import Values

@testable import HTTP

@Suite struct ClientCountsTests {
    private var limits: Limits {
        var limits = Limits()
        limits.connectionsPerClient = 2
        limits.trustedProxies.networks = [Network("10.0.0.0/8")].compactMap { $0 }
        return limits
    }

    private func entries(_ counts: inout ClientCounts, _ clients: String...) -> [Bool] {
        clients.map { counts.enter(PeerAddress(IPAddress($0)), limits) }
    }

    @Test func `a client has as many connections as it may, and again when one has ended`() {
        var counts = ClientCounts()
        #expect(entries(&counts, "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2") == [true, true, false, true])
        counts.leave(PeerAddress(IPAddress("192.0.2.1")))
        #expect(entries(&counts, "192.0.2.1", "192.0.2.1") == [true, false])
    }

    @Test func `an IPv6 line is one client`() {
        var counts = ClientCounts()
        #expect(
            entries(&counts, "2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1") == [
                true, true, false, true,
            ])
    }

    @Test func `trusted proxies and Unix sockets stand for many clients`() {
        var counts = ClientCounts()
        #expect(entries(&counts, "10.0.0.1", "10.0.0.1", "10.0.0.1") == [true, true, true])
        #expect((0..<3).map { _ in counts.enter(PeerAddress(nil), limits) } == [true, true, true])
    }
}
