import Formats
import Values

/// The connections that each client has.
struct ClientCounts {
    private var connections: [IPAddress: Set<UInt64>] = [:]

    /// Whether the client may have no more.
    func isFull(_ peer: PeerAddress, _ limits: Limits) -> Bool {
        guard let ip = peer.ip, connections[ip.subscriber, default: []].count >= limits.connectionsPerClient else {
            return false
        }
        return !limits.trustedProxies.trust(ip) && !limits.uncountedNetworks.contains { $0.contains(ip) }
    }

    /// All that the client has.
    func connections(of peer: PeerAddress) -> Set<UInt64> {
        peer.ip.flatMap { connections[$0.subscriber] } ?? []
    }

    /// Counts one more.
    mutating func enter(_ peer: PeerAddress, _ token: UInt64) {
        guard let key = peer.ip?.subscriber else { return }
        connections[key, default: []].insert(token)
    }

    /// Counts one less.
    mutating func leave(_ peer: PeerAddress, _ token: UInt64) {
        guard let key = peer.ip?.subscriber else { return }
        connections[key]?.remove(token)
        if connections[key]?.isEmpty == true { connections[key] = nil }
    }
}
