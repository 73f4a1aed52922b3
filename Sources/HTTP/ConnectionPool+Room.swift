import Glibc
import Values

/// Who gets a connection and memory, and who gives them up.
extension ConnectionPool {
    /// How many connections make room at once, so that they are not looked for each time.
    private static let roomMadeAtOnce = 32

    /// Takes the connections that wait. That the listener is ready means that one does; whether more do is not known, so no
    /// other connection is closed for these.
    func accept(from door: Door) {
        var isKnownToWait = true
        while isAccepting {
            if clients.count >= limits.connections {
                guard isKnownToWait else { return }
                guard makeRoom() else { return pauseAccepting() }
            }
            if let (descriptor, peer) = Socket.accept(from: door.socket.descriptor) {
                welcome(descriptor, peer, tls: door.tls)
                isKnownToWait = false
            } else {
                // Out of descriptors: waiting connections keep the listener ready, so it is not watched for a while.
                guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno), isKnownToWait else { return }
                guard makeRoom() else { return pauseAccepting() }
            }
        }
    }

    private func welcome(_ descriptor: Int32, _ peer: PeerAddress, tls: TLSContext?) {
        guard !counts.isFull(peer, limits) || makeRoom(for: peer) else {
            handler.dropped(reason: HTTPError.tooManyConnections.name, from: peer)
            return Socket.close(descriptor, saying: tls == nil ? refusal() : [])
        }
        let token = newToken()
        guard loop.register(descriptor, as: token, for: .read), let transport = Transport(descriptor, tls: tls) else {
            close(descriptor)
            return
        }
        counts.enter(peer, token)
        clients[token] = Client(
            transport: transport, peer: peer, connection: Connection(limits: limits, at: .now))
    }

    /// What a client hears that has too many connections.
    private func refusal() -> [UInt8] {
        ResponseWriter.bytes(of: HTTPError.tooManyConnections.response, date: currentDate(), keepsAlive: false)
    }

    /// Closes connections for new ones; false if all are needed.
    private func makeRoom() -> Bool {
        let spare = SpareConnection.chosen(Self.roomMadeAtOnce, of: clients.lazy.compactMap(Self.spare), at: .now)
        let before = clients.count
        for connection in spare { evict(connection) }
        return clients.count < before
    }

    /// Closes a connection of this client's that only waits for the next request; false if there is none.
    private func makeRoom(for peer: PeerAddress) -> Bool {
        let own = counts.connections(of: peer).lazy.compactMap { token in self.clients[token].map { (token, $0) } }
        let idle = own.compactMap(Self.spare).filter { $0.kind == .idle }.min()
        let before = clients.count
        if let idle { evict(idle) }
        return clients.count < before
    }

    /// Nil for a connection that is needed, and for one that has not been told yet what it does next.
    private static func spare(_ token: UInt64, _ client: Client) -> SpareConnection? {
        guard client.events.isEmpty, let kind = client.connection.spare else { return nil }
        return SpareConnection(kind: kind, began: client.connection.began, token: token)
    }

    /// Closes it, unless what has arrived meanwhile is a request.
    private func evict(_ connection: SpareConnection) {
        guard let client = clients[connection.token] else { return }
        if client.connection.wantsInput { receive(from: client, connection.token) }
        feed(.evict, to: client, connection.token)
    }

    private func pauseAccepting() {
        isAccepting = false
        for (token, door) in doors { loop.change(door.socket.descriptor, as: token, to: []) }
    }

    /// Looks again whether connections wait, and whether there is room by now.
    func resumeAccepting() {
        guard !isAccepting else { return }
        isAccepting = true
        for (token, door) in doors { loop.change(door.socket.descriptor, as: token, to: .read) }
    }

    /// Ends requests that are still arriving if all together take up more memory than they may; also those that wait behind
    /// an answer that their client does not take.
    func relieveMemory() {
        guard memory.isExceeded else { return }
        let arriving = clients.compactMap { token, client in
            Self.spare(token, client).flatMap { spare -> RequestMemory.Arriving? in
                guard [.inHead, .inBody, .untaken].contains(spare.kind) else { return nil }
                return RequestMemory.Arriving(token: token, began: spare.began, bytes: client.countedBytes)
            }
        }
        for token in memory.leaving(arriving, share: memory.bound / max(1, limits.connections)) {
            if let client = clients[token] { feed(.memoryFull, to: client, token) }
        }
    }
}
