import Formats
import Glibc
import Values

/// All connections of a server, and its listeners. Confined to the event loop's thread.
actor ConnectionPool {
    nonisolated let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    /// A listening socket, with its certificate and key if it speaks TLS.
    struct OpenListener: Sendable {
        let socket: ListeningSocket
        let key: TLSContexts.Key
        var tls: TLSContext?
    }

    var limits: Limits
    let handler: any RequestHandler
    private let wallClock: WallClock
    var clients: [UInt64: Client] = [:]
    var memory: RequestMemory
    var counts = ClientCounts()
    var listeners: [UInt64: OpenListener] = [:]
    private var nextToken: UInt64 = 1
    var isAccepting = true
    private var isDraining = false
    private var drained: [CheckedContinuation<Void, Never>] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var date = (second: Int64.min, text: "")
    private var lastSweep = ContinuousClock.now

    /// Events of one connection that are processed before the others get their turn.
    private static let eventsPerTurn = 64

    /// How often deadlines are checked.
    static let sweepMilliseconds: Int32 = 250

    init(limits: Limits, handler: any RequestHandler, loop: EventLoop, wallClock: WallClock) {
        self.limits = limits
        memory = RequestMemory(bound: limits.requestMemory)
        self.handler = handler
        self.loop = loop
        self.wallClock = wallClock
    }

    func open(_ new: [OpenListener]) {
        for listener in new {
            let token = newToken()
            listeners[token] = listener
            _ = loop.register(listener.socket.descriptor, as: token, for: .read)
        }
    }

    /// Applies to new connections.
    func use(_ limits: Limits, tls contexts: TLSContexts) {
        self.limits = limits
        memory.bound = limits.requestMemory
        for token in listeners.keys {
            // A listener whose TLS was removed from the configuration keeps it: falling back to plain HTTP would be a
            // surprise.
            if let listener = listeners[token], listener.tls != nil, let context = contexts[listener.key] {
                listeners[token]?.tls = context
            }
        }
    }

    /// Completes when the event loop has run a job: the liveness probe.
    func isAlive() {}

    /// Closes the listeners: the kernel refuses further connections.
    func stopAccepting() {
        listeners.values.forEach { $0.socket.end() }
        listeners = [:]
    }

    /// Returns when every request has been answered and every connection is closed.
    func drain() async {
        stopAccepting()
        isDraining = true
        for (token, client) in clients { feed(.drain, to: client, token) }
        await withCheckedContinuation { continuation in
            // Checked here: another job of the loop may have closed the last connection since the lines above.
            guard !clients.isEmpty else { return continuation.resume() }
            drained.append(continuation)
        }
    }

    func handle(_ ready: [EventLoop.Ready]) {
        for socket in ready {
            if let listener = listeners[socket.token] {
                accept(from: listener)
            } else if let client = clients[socket.token] {
                if socket.canWrite, let event = flush(client, socket.token) { feed(event, to: client, socket.token) }
                if socket.canRead || client.transport.needsToWrite { receive(from: client, socket.token) }
            }
        }
        sweep()
    }

    func newToken() -> UInt64 {
        defer { nextToken += 1 }
        return nextToken
    }

    func receive(from client: Client, _ token: UInt64) {
        // Earlier input comes first.
        guard client.events.isEmpty, clients[token] != nil else { return }
        switch client.transport.read(into: &buffer) {
        case .bytes(let count):
            feed(.received(buffer[..<count]), to: client, token)
            relieveMemory()
        case .wouldBlock: watch(client, token)
        case .ended:
            if let reason = client.transport.handshakeFailure {
                handler.dropped(reason: "tls: \(reason)", from: client.peer)
            }
            feed(.peerEnded, to: client, token)
        }
    }

    /// Expires connections past their deadline, and resumes accepting. Input that arrived in time counts, even if this
    /// thread is late to read it.
    private func sweep() {
        let now = ContinuousClock.now
        guard now - lastSweep >= .milliseconds(Int64(Self.sweepMilliseconds)) else { return }
        lastSweep = now
        for (token, client) in clients where client.connection.deadline <= now {
            if client.connection.wantsInput { receive(from: client, token) }
            feed(.tick, to: client, token)
        }
        resumeAccepting()
        if memory.isPastPeak() { Heap.trim() }
    }

    func feed(_ event: Connection.Event, to client: Client, _ token: UInt64) {
        client.events.append(event)
        advance(client, token)
    }

    /// Processes a connection's events one by one. An action's result is queued as the next event, so that no input of
    /// a client makes the stack grow.
    private func advance(_ client: Client, _ token: UInt64) {
        for _ in 0..<Self.eventsPerTurn where !client.events.isEmpty {
            let event = client.events.removeFirst()
            for action in client.connection.take(event, at: .now, date: currentDate()) {
                if let next = perform(action, for: client, token) { client.events.append(next) }
            }
        }
        count(client, token)
        watch(client, token)
        guard !client.events.isEmpty, !client.isScheduled else { return }
        client.isScheduled = true
        Task(executorPreference: loop) { await self.resume(token) }
    }

    private func resume(_ token: UInt64) {
        guard let client = clients[token] else { return }
        client.isScheduled = false
        advance(client, token)
    }

    private func count(_ client: Client, _ token: UInt64) {
        let bytes = clients[token] == nil ? 0 : client.connection.heldBytes
        memory.change(by: bytes - client.countedBytes)
        client.countedBytes = bytes
    }

    /// Performs an action; returns the event that it results in.
    private func perform(_ action: Connection.Action, for client: Client, _ token: UInt64) -> Connection.Event? {
        switch action {
        case .write(let bytes):
            client.outbox = client.outbox.isEmpty ? bytes[...] : client.outbox + bytes
            return flush(client, token)
        case .admit(let head):
            return admit(head, from: client.peer)
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
        return nil
    }

    private func admit(_ head: RequestHead, from peer: PeerAddress) -> Connection.Event {
        let admission = handler.admit(head, from: peer)
        guard case .accept(let limit, _) = admission, case .length(let length) = head.framing, length <= limit,
            !memory.hasRoom(for: length)
        else { return .admitted(admission) }
        return .memoryFull
    }

    private func answer(_ request: HTTPRequest, by respond: @escaping Responder, _ token: UInt64) {
        let bytes = request.heldBytes
        memory.begin(answering: bytes)
        Task(executorPreference: loop) {
            await self.answered(await respond(request), token, bytes)
        }
    }

    /// The client may have closed the connection meanwhile.
    private func answered(_ response: HTTPResponse, _ token: UInt64, _ bytes: Int) {
        memory.end(answering: bytes)
        if let client = clients[token] { feed(.answered(response), to: client, token) }
    }

    /// Sends pending output; returns `.written` once all of it has been sent.
    private func flush(_ client: Client, _ token: UInt64) -> Connection.Event? {
        guard !client.outbox.isEmpty, clients[token] != nil else { return nil }
        switch client.transport.write(client.outbox) {
        case .bytes(let count):
            let rest = client.outbox.dropFirst(count)
            client.outbox = rest.isEmpty ? [] : rest
            return rest.isEmpty ? .written : nil
        case .wouldBlock:
            return nil
        case .ended:
            end(client, token)
            return nil
        }
    }

    private func watch(_ client: Client, _ token: UInt64) {
        let interest = client.desiredInterest
        guard clients[token] != nil, interest != client.interest else { return }
        client.interest = interest
        loop.change(client.transport.descriptor, as: token, to: interest)
    }

    private func end(_ client: Client, _ token: UInt64) {
        guard clients.removeValue(forKey: token) != nil else { return }
        counts.leave(client.peer, token)
        client.events = []
        count(client, token)
        client.transport.end()
        if isDraining, clients.isEmpty {
            drained.forEach { $0.resume() }
            drained = []
        }
    }

    func currentDate() -> String {
        let now = wallClock.now
        let second = now.milliseconds / 1000
        if second != date.second { date = (second, ResponseWriter.date(now)) }
        return date.text
    }
}
