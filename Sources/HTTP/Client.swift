import Values

/// A connection with its pending events and output. Confined to the event loop's thread.
final class Client {
    let transport: Transport
    let peer: PeerAddress
    var connection: Connection
    var outbox: ArraySlice<UInt8> = []
    var interest: EventLoop.Interest = .read
    /// Events that the connection has not processed yet.
    var events: [Connection.Event] = []
    /// Whether a job of the loop will process these events.
    var isScheduled = false
    /// This connection's share of `RequestMemory`.
    var countedBytes = 0

    init(transport: Transport, peer: PeerAddress, connection: Connection) {
        self.transport = transport
        self.peer = peer
        self.connection = connection
    }

    /// What epoll(7) should watch the socket for now.
    var desiredInterest: EventLoop.Interest {
        var interest: EventLoop.Interest = connection.wantsInput && events.isEmpty ? .read : []
        if !outbox.isEmpty || transport.needsToWrite { interest.insert(.write) }
        return interest
    }
}
