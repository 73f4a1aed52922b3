import Glibc
import Values

/// Admission and eviction: who gets a connection and memory, and who loses them.
extension ConnectionPool {
    /// Connections closed at once, so that the search does not run for each new one.
    private static let evictionBatch = 32

    /// Accepts pending connections. Readiness proves one of them; whether more are pending is unknown, so no other
    /// connection is closed for these.
    func accept(from listener: OpenListener) {
        var isPending = true
        while isAccepting {
            if clients.count >= limits.connections {
                guard isPending else { return }
                guard evictSome() else { return pauseAccepting() }
            }
            if let (descriptor, peer) = Socket.accept(from: listener.socket.descriptor) {
                register(descriptor, peer, tls: listener.tls)
                isPending = false
            } else {
                // Out of descriptors: pending connections keep the listener ready, so it is not watched for a while.
                guard [EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(errno), isPending else { return }
                guard evictSome() else { return pauseAccepting() }
            }
        }
    }

    private func register(_ descriptor: Int32, _ peer: PeerAddress, tls: TLSContext?) {
        guard !counts.isFull(peer, limits) || evictIdle(of: peer) else {
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

    /// The answer to a client that has too many connections.
    private func refusal() -> [UInt8] {
        ResponseWriter.bytes(of: HTTPError.tooManyConnections.response, date: currentDate(), keepsAlive: false)
    }

    /// Closes connections to make room; false if none could be closed.
    private func evictSome() -> Bool {
        let candidates = clients.lazy.compactMap(Self.candidate)
        let before = clients.count
        for candidate in EvictionCandidate.chosen(Self.evictionBatch, of: candidates, at: .now) { evict(candidate) }
        return clients.count < before
    }

    /// Closes this client's oldest idle connection; false if it has none.
    private func evictIdle(of peer: PeerAddress) -> Bool {
        let own = counts.connections(of: peer).lazy.compactMap { token in self.clients[token].map { (token, $0) } }
        let idle = own.compactMap(Self.candidate).filter { $0.kind == .idle }.min()
        let before = clients.count
        if let idle { evict(idle) }
        return clients.count < before
    }

    /// Nil while a request is being answered, and while events are pending.
    private static func candidate(_ token: UInt64, _ client: Client) -> EvictionCandidate? {
        guard client.events.isEmpty, let kind = client.connection.evictionKind else { return nil }
        return EvictionCandidate(kind: kind, began: client.connection.began, token: token)
    }

    /// Closes it, unless a request has arrived meanwhile.
    private func evict(_ candidate: EvictionCandidate) {
        guard let client = clients[candidate.token] else { return }
        if client.connection.wantsInput { receive(from: client, candidate.token) }
        feed(.evict, to: client, candidate.token)
    }

    private func pauseAccepting() {
        isAccepting = false
        for (token, listener) in listeners { loop.change(listener.socket.descriptor, as: token, to: []) }
    }

    /// Watches the listeners again after a pause.
    func resumeAccepting() {
        guard !isAccepting else { return }
        isAccepting = true
        for (token, listener) in listeners { loop.change(listener.socket.descriptor, as: token, to: .read) }
    }

    /// Ends incomplete requests when all requests together exceed their memory, including those queued after an answer
    /// that their client does not read.
    func relieveMemory() {
        guard memory.isExceeded else { return }
        let arriving = clients.compactMap { token, client in
            Self.candidate(token, client).flatMap { candidate -> RequestMemory.Arriving? in
                guard [.inHead, .inBody, .writing].contains(candidate.kind) else { return nil }
                return RequestMemory.Arriving(token: token, began: candidate.began, bytes: client.countedBytes)
            }
        }
        for token in memory.evictions(among: arriving, share: memory.bound / max(1, limits.connections)) {
            if let client = clients[token] { feed(.memoryFull, to: client, token) }
        }
    }
}
