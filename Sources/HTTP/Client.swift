import Values

/// A connection and what is still to be sent on it. Lives on the event loop's thread.
final class Client {
    let transport: Transport
    let peer: PeerAddress
    var connection: Connection
    var outbox: ArraySlice<UInt8> = []
    var interest: EventLoop.Interest = .read

    init(transport: Transport, peer: PeerAddress, connection: Connection) {
        self.transport = transport
        self.peer = peer
        self.connection = connection
    }

    /// What its socket is to be watched for now.
    var wanted: EventLoop.Interest {
        var wanted: EventLoop.Interest = connection.wantsInput ? .read : []
        if !outbox.isEmpty || transport.needsToWrite { wanted.insert(.write) }
        return wanted
    }
}

/// How many connections each client has, where that is bounded.
struct ClientCounts {
    private var counts: [IPAddress: Int] = [:]

    /// Counts one more connection, if the limits allow it.
    mutating func enter(_ peer: PeerAddress, _ limits: Limits) -> Bool {
        guard let key = Self.key(of: peer) else { return true }
        let count = counts[key, default: 0]
        if let limit = limits.connectionsPerClient, count >= limit, !limits.trustedProxies.trust(peer.ip) {
            return false
        }
        counts[key] = count + 1
        return true
    }

    /// Counts one less.
    mutating func leave(_ peer: PeerAddress) {
        guard let key = Self.key(of: peer), let count = counts[key] else { return }
        counts[key] = count > 1 ? count - 1 : nil
    }

    private static func key(of peer: PeerAddress) -> IPAddress? { peer.ip?.subscriber }
}
