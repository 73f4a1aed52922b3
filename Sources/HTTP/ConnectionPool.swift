import Formats
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

    var limits: Limits
    let handler: any RequestHandler
    private let wallClock: WallClock
    var clients: [UInt64: Client] = [:]
    var memory: RequestMemory
    var counts = ClientCounts()
    var doors: [UInt64: Door] = [:]
    private var nextToken: UInt64 = 1
    var isAccepting = true
    private var isDraining = false
    private var drained: [CheckedContinuation<Void, Never>] = []
    private var buffer = [UInt8](repeating: 0, count: 64 << 10)
    private var date = (second: Int64.min, text: "")
    private var lastSweep = ContinuousClock.now

    /// How many events of one connection are taken before it is the others' turn.
    private static let eventsATurn = 64

    /// How often deadlines are looked at.
    static let sweepMilliseconds: Int32 = 250

    init(limits: Limits, handler: any RequestHandler, loop: EventLoop, wallClock: WallClock) {
        self.limits = limits
        memory = RequestMemory(bound: limits.requestMemory)
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
        memory.bound = limits.requestMemory
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
        // What it has sent before comes first.
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

    /// Looks for connections whose time is over, and lets new ones in again. What has arrived in time counts, even if this
    /// thread comes late to read it.
    private func sweep() {
        let now = ContinuousClock.now
        guard now - lastSweep >= .milliseconds(Int64(Self.sweepMilliseconds)) else { return }
        lastSweep = now
        for (token, client) in clients where client.connection.deadline <= now {
            if client.connection.wantsInput { receive(from: client, token) }
            feed(.tick, to: client, token)
        }
        resumeAccepting()
        if memory.isPastPeak() { Heap.giveBack() }
    }

    func feed(_ event: Connection.Event, to client: Client, _ token: UInt64) {
        client.events.append(event)
        advance(client, token)
    }

    /// Takes what has happened on a connection, one event after the other. What an event brings about is the next one, so
    /// that nothing that a client sends makes the stack grow.
    private func advance(_ client: Client, _ token: UInt64) {
        for _ in 0..<Self.eventsATurn where !client.events.isEmpty {
            let event = client.events.removeFirst()
            for action in client.connection.take(event, at: .now, date: currentDate()) {
                if let next = perform(action, for: client, token) { client.events.append(next) }
            }
        }
        count(client, token)
        watch(client, token)
        guard !client.events.isEmpty, !client.isExpected else { return }
        client.isExpected = true
        Task(executorPreference: loop) { await self.comeBack(to: token) }
    }

    private func comeBack(to token: UInt64) {
        guard let client = clients[token] else { return }
        client.isExpected = false
        advance(client, token)
    }

    private func count(_ client: Client, _ token: UInt64) {
        let bytes = clients[token] == nil ? 0 : client.connection.heldBytes
        memory.change(by: bytes - client.countedBytes)
        client.countedBytes = bytes
    }

    /// Does it, and says what has happened by that.
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

    /// The client may have gone meanwhile; then there is nobody to tell.
    private func answered(_ response: HTTPResponse, _ token: UInt64, _ bytes: Int) {
        memory.end(answering: bytes)
        if let client = clients[token] { feed(.answered(response), to: client, token) }
    }

    /// Sends what there is to send; `.written` once all of it is out.
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
        let wanted = client.wanted
        guard clients[token] != nil, wanted != client.interest else { return }
        client.interest = wanted
        loop.change(client.transport.descriptor, as: token, to: wanted)
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
