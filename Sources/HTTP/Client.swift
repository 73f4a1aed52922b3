import Values

/// A connection, what has happened on it, and what is still to be sent. Lives on the event loop's thread.
final class Client {
    let transport: Transport
    let peer: PeerAddress
    var connection: Connection
    var outbox: ArraySlice<UInt8> = []
    var interest: EventLoop.Interest = .read
    /// What the connection has not been told yet.
    var events: [Connection.Event] = []
    /// Whether the loop comes back for these events.
    var isExpected = false
    /// How much of the requests' memory is counted for it.
    var countedBytes = 0

    init(transport: Transport, peer: PeerAddress, connection: Connection) {
        self.transport = transport
        self.peer = peer
        self.connection = connection
    }

    /// What its socket is to be watched for now.
    var wanted: EventLoop.Interest {
        var wanted: EventLoop.Interest = connection.wantsInput && events.isEmpty ? .read : []
        if !outbox.isEmpty || transport.needsToWrite { wanted.insert(.write) }
        return wanted
    }
}
