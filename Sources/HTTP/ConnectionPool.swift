import Glibc
import Values

/// All connections of a server, and the listeners that they come from. Lives on the event loop's thread.
actor ConnectionPool {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A listener, and what speaks TLS on it.
    struct Door: Sendable {
        let socket: ListeningSocket
        let place: TLSContexts.Place
        var tls: TLSContext?
    }

    private var limits: Limits
    private let handler: any RequestHandler
    private let wallClock: WallClock
    private var clients: [UInt64: Client] = [:]
    private var counts = ClientCounts()
    private var doors: [UInt64: Door] = [:]
    private var nextToken: UInt64 = 1
    private var isAccepting = true
    private var isDraining = false
    private var drained: [CheckedContinuation<Void, Never>] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var date = (second: Int64.min, text: "")
    private var lastSweep = ContinuousClock.now

    /// How many connections make room at once, so that they are not looked for each time.
    private static let roomMadeAtOnce = 32

    /// How often deadlines are looked at.
    static let sweepMilliseconds: Int32 = 250

    init(limits: Limits, handler: any RequestHandler, loop: EventLoop, wallClock: WallClock) {
        self.limits = limits
        self.handler = handler
        self.loop = loop
        self.wallClock = wallClock
    }

    /// Takes connections from these listeners.
    func open(_ new: [Door]) {
        for door in new {
            let token = newToken()
            doors[token] = door
            _ = loop.register(door.socket.descriptor, as: token, for: .read)
        }
    }

    /// Goes by these from the next connection on.
    func use(_ limits: Limits, tls contexts: TLSContexts) {
        self.limits = limits
        for token in doors.keys {
            // A listener that has lost its TLS in the configuration keeps it: plain HTTP there would surprise everybody.
            if let door = doors[token], door.tls != nil, let context = contexts[door.place] {
                doors[token]?.tls = context
            }
        }
    }

    /// Whoever waits for this knows that the loop goes round.
    func isAlive() {}

    /// Closes the listeners: whoever connects from now on is refused.
    func stopAccepting() {
        doors.values.forEach { $0.socket.end() }
        doors = [:]
    }

    /// Returns when every request under way is answered and no connection is left.
    func drain() async {
        stopAccepting()
        isDraining = true
        for (token, client) in clients { feed(.drain, to: client, token) }
        await withCheckedContinuation { continuation in
            // Looked at in here: on the way here from above, another job of the loop may have ended the last one.
            guard !clients.isEmpty else { return continuation.resume() }
            drained.append(continuation)
        }
    }

    /// What the event loop found.
    func handle(_ ready: [EventLoop.Ready]) {
        for socket in ready {
            if let door = doors[socket.token] {
                accept(from: door)
            } else if let client = clients[socket.token] {
                if socket.canWrite { flush(client, socket.token) }
                if socket.canRead || client.transport.needsToWrite { receive(from: client, socket.token) }
            }
        }
        sweep()
    }

    private func newToken() -> UInt64 {
        defer { nextToken += 1 }
        return nextToken
    }

    private func accept(from door: Door) {
        while isAccepting {
            guard clients.count < limits.connections || endSpareConnections() else { return pauseAccepting() }
            guard let (descriptor, peer) = Socket.accept(from: door.socket.descriptor) else {
                // Out of descriptors: waiting connections keep the listener ready, so it is not watched for a while.
                guard errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM else { return }
                guard endSpareConnections() else { return pauseAccepting() }
                continue
            }
            welcome(descriptor, peer, tls: door.tls)
        }
    }

    private func welcome(_ descriptor: Int32, _ peer: PeerAddress, tls: TLSContext?) {
        guard counts.enter(peer, limits) else {
            handler.dropped(reason: "too-many-connections", from: peer)
            return Socket.close(descriptor, saying: tls == nil ? refusal() : [])
        }
        let token = newToken()
        guard loop.register(descriptor, as: token, for: .read), let transport = Transport(descriptor, tls: tls) else {
            counts.leave(peer)
            close(descriptor)
            return
        }
        clients[token] = Client(
            transport: transport, peer: peer, connection: Connection(limits: limits, at: .now))
    }

    /// What a client hears that has too many connections.
    private func refusal() -> [UInt8] {
        var response = HTTPError.tooManyConnections.response
        response.fields.append(name: "Retry-After", value: "10")
        return ResponseWriter.bytes(of: response, date: currentDate(), keepsAlive: false)
    }

    /// Makes room for new connections: those go that wait for clients which have had their answers, the longest first.
    private func endSpareConnections() -> Bool {
        let spare = clients.filter { $0.value.connection.isSpare }
            .sorted { $0.value.connection.deadline < $1.value.connection.deadline }.prefix(Self.roomMadeAtOnce)
        for (token, client) in spare { end(client, token) }
        return !spare.isEmpty
    }

    private func pauseAccepting() {
        isAccepting = false
        for (token, door) in doors { loop.change(door.socket.descriptor, as: token, to: []) }
    }

    private func resumeAccepting() {
        guard !isAccepting, clients.count < limits.connections || endSpareConnections() else { return }
        isAccepting = true
        for (token, door) in doors { loop.change(door.socket.descriptor, as: token, to: .read) }
    }

    private func receive(from client: Client, _ token: UInt64) {
        switch client.transport.read(into: &buffer) {
        case .bytes(let count): feed(.received(buffer[..<count]), to: client, token)
        case .wouldBlock: watch(client, token)
        case .ended:
            if let reason = client.transport.handshakeFailure {
                handler.dropped(reason: "tls: \(reason)", from: client.peer)
            }
            feed(.peerEnded, to: client, token)
        }
    }

    /// Looks for connections whose time is over, and lets new ones in again.
    private func sweep() {
        let now = ContinuousClock.now
        guard now - lastSweep >= .milliseconds(Int64(Self.sweepMilliseconds)) else { return }
        lastSweep = now
        for (token, client) in clients where client.connection.deadline <= now { feed(.tick, to: client, token) }
        resumeAccepting()
    }

    private func feed(_ event: Connection.Event, to client: Client, _ token: UInt64) {
        let actions = client.connection.take(event, at: .now, date: currentDate()) { head in
            handler.admit(head, from: client.peer)
        }
        for action in actions { perform(action, for: client, token) }
        watch(client, token)
    }

    private func perform(_ action: Connection.Action, for client: Client, _ token: UInt64) {
        switch action {
        case .write(let bytes):
            client.outbox = client.outbox.isEmpty ? bytes[...] : client.outbox + bytes
            flush(client, token)
        case .respond(let request, let respond):
            answer(request, by: respond, token)
        case .report(let error, let path):
            handler.rejected(path: path, status: error.status, reason: error.name, from: client.peer)
        case .drop(let error):
            handler.dropped(reason: error.name, from: client.peer)
        case .endOutput:
            client.transport.endOutput()
        case .close:
            end(client, token)
        }
    }

    private func answer(_ request: HTTPRequest, by respond: @escaping Responder, _ token: UInt64) {
        Task(executorPreference: loop) {
            await self.answered(await respond(request), token)
        }
    }

    /// The client may have gone meanwhile; then there is nobody to tell.
    private func answered(_ response: HTTPResponse, _ token: UInt64) {
        if let client = clients[token] { feed(.answered(response), to: client, token) }
    }

    private func flush(_ client: Client, _ token: UInt64) {
        guard !client.outbox.isEmpty, clients[token] != nil else { return }
        switch client.transport.write(client.outbox) {
        case .bytes(let count):
            client.outbox = client.outbox.dropFirst(count)
            if client.outbox.isEmpty { feed(.written, to: client, token) }
        case .wouldBlock:
            break
        case .ended:
            end(client, token)
        }
    }

    private func watch(_ client: Client, _ token: UInt64) {
        let wanted = client.wanted
        guard clients[token] != nil, wanted != client.interest else { return }
        client.interest = wanted
        loop.change(client.transport.descriptor, as: token, to: wanted)
    }

    private func end(_ client: Client, _ token: UInt64) {
        guard clients.removeValue(forKey: token) != nil else { return }
        counts.leave(client.peer)
        client.transport.end()
        if isDraining, clients.isEmpty {
            drained.forEach { $0.resume() }
            drained = []
        }
    }

    private func currentDate() -> String {
        let now = wallClock.now
        let second = now.milliseconds / 1000
        if second != date.second { date = (second, ResponseWriter.date(now)) }
        return date.text
    }
}
