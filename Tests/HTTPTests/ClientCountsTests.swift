import Formats
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

    /// Whether each of these is admitted, in order; their tokens count from `first`.
    private func entries(_ counts: inout ClientCounts, _ clients: String..., from first: UInt64 = 0) -> [Bool] {
        zip(first..., clients).map { token, client in
            let peer = PeerAddress(IPAddress(client))
            let mayEnter = !counts.isFull(peer, limits)
            if mayEnter { counts.enter(peer, token) }
            return mayEnter
        }
    }

    @Test func `a client gets connections up to its limit, and another one when one has closed`() {
        var counts = ClientCounts()
        #expect(entries(&counts, "192.0.2.1", "192.0.2.1", "192.0.2.1", "192.0.2.2") == [true, true, false, true])
        #expect(counts.connections(of: PeerAddress(IPAddress("192.0.2.1"))) == [0, 1])
        counts.leave(PeerAddress(IPAddress("192.0.2.1")), 0)
        #expect(entries(&counts, "192.0.2.2", "192.0.2.1", "192.0.2.1", from: 4) == [true, true, false])
    }

    @Test func `an IPv6 /64 counts as one client`() {
        var counts = ClientCounts()
        #expect(
            entries(&counts, "2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1") == [
                true, true, false, true,
            ])
    }

    @Test func `trusted proxies, loopback and Unix sockets are not limited as one client`() {
        var counts = ClientCounts()
        for client in ["10.0.0.1", "127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"] {
            #expect(entries(&counts, client, client, client) == [true, true, true], "\(client)")
        }
        #expect(!counts.isFull(PeerAddress(nil), limits))
    }

    @Test func `by default one address may have a sixteenth of all connections`() {
        var counts = ClientCounts()
        let peer = PeerAddress(IPAddress("192.0.2.1"))
        for token in 0..<256 {
            #expect(!counts.isFull(peer, Limits()))
            counts.enter(peer, UInt64(token))
        }
        #expect(counts.isFull(peer, Limits()))
    }
}
