import Formats
import Values

/// The open connections of each client.
struct ClientCounts {
    private var connections: [IPAddress: Set<UInt64>] = [:]

    /// Whether the client has reached its limit.
    func isFull(_ peer: PeerAddress, _ limits: Limits) -> Bool {
        guard let ip = peer.ip, connections[ip.subscriber, default: []].count >= limits.connectionsPerClient else {
            return false
        }
        return !limits.trustedProxies.trust(ip) && !limits.uncountedNetworks.contains { $0.contains(ip) }
    }

    func connections(of peer: PeerAddress) -> Set<UInt64> {
        peer.ip.flatMap { connections[$0.subscriber] } ?? []
    }

    mutating func enter(_ peer: PeerAddress, _ token: UInt64) {
        guard let key = peer.ip?.subscriber else { return }
        connections[key, default: []].insert(token)
    }

    mutating func leave(_ peer: PeerAddress, _ token: UInt64) {
        guard let key = peer.ip?.subscriber else { return }
        connections[key]?.remove(token)
        if connections[key]?.isEmpty == true { connections[key] = nil }
    }
}
