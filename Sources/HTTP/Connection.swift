import Values

/// The state machine of one connection: events in, actions out. Pure: no socket, no clock, no callbacks. The result of
/// an action comes back as an event, so that the caller can loop instead of recursing, however much the client has
/// sent.
///
/// It processes one request at a time; further input waits, up to a bound. After an answer that ends the connection,
/// the rest of the client's input is read and dropped for a short while. Closing at once would reset the connection,
/// and the client might lose the answer (RFC 9112 §9.6).
struct Connection {
    typealias Instant = ContinuousClock.Instant

    enum Event {
        /// The client has sent bytes.
        case received(ArraySlice<UInt8>)
        /// The client has shut down its write side.
        case peerEnded
        /// The handler has decided about the request's body.
        case admitted(Admission)
        /// The handler has answered the request.
        case answered(HTTPResponse)
        /// All pending output has been written.
        case written
        /// Time has passed.
        case tick
        /// The server is shutting down.
        case drain
        /// `max-request-memory` is exceeded, and this request has to go.
        case memoryFull
        /// This connection has to close to make room for another one.
        case evict
    }

    enum Action {
        /// Send these bytes; `.written` follows.
        case write([UInt8])
        /// Ask the handler about this head; `.admitted` follows.
        case admit(RequestHead)
        /// Pass the request to this responder; `.answered` follows.
        case respond(HTTPRequest, by: Responder)
        /// Report that the connection itself rejected a request.
        case report(HTTPError, path: String)
        /// Report that the connection closes without an answer.
        case drop(HTTPError)
        /// Shut down the write side; reading continues.
        case endOutput
        case close
    }

    private enum State {
        /// Between requests.
        case idle
        /// Within a request's head or body.
        case reading
        /// The handler decides about the request's body.
        case admitting
        /// The handler answers the request.
        case answering
        /// The answer is being sent.
        case writing(thenCloses: Bool)
        /// The last answer is sent; input is dropped until the client closes.
        case lingering
        case closed
    }

    /// Input that may wait while a request is answered, in bytes.
    private static let longestBacklog = 16 << 10
    /// How long input is read and dropped after the last answer.
    private static let lingerTime: Duration = .seconds(2)

    private let limits: Limits
    private var state = State.idle
    private var parser: RequestParser
    private var head: RequestHead?
    /// Answers the request that is being read.
    private var responder: Responder?
    private var isDraining = false
    private var peerHasEnded = false
    private var hasAnswered = false
    /// When the next `.tick` is due.
    private(set) var deadline: Instant
    /// When the current request began; between requests, when the last one was answered.
    private(set) var began: Instant

    init(limits: Limits, at now: Instant) {
        self.limits = limits
        parser = RequestParser(limits: limits)
        deadline = now + limits.headTime
        began = now
    }

    /// Whether the socket should be read now.
    var wantsInput: Bool {
        switch state {
        case .idle, .reading, .lingering, .writing(thenCloses: true): !peerHasEnded
        case .admitting, .answering, .writing: !peerHasEnded && parser.waitingBytes < Self.longestBacklog
        case .closed: false
        }
    }

    /// Its rank when connections are closed to make room; nil while a request is being answered.
    var evictionKind: EvictionCandidate.Kind? {
        switch state {
        case .idle: hasAnswered ? .idle : .silent
        case .reading: head == nil ? .inHead : .inBody
        case .writing: .writing
        case .lingering: .lingering
        case .admitting, .answering, .closed: nil
        }
    }

    /// Memory of the current request until it is answered, and of input that follows it, in bytes.
    var heldBytes: Int { parser.heldBytes }

    /// Bytes copied before they were parsed: a measure for the fuzzer.
    var copiedBytes: Int { parser.copiedBytes }

    /// Processes an event.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - now: the current time.
    ///   - date: the time of day in HTTP's format.
    /// - Returns: what to do, in order.
    mutating func take(_ event: Event, at now: Instant, date: String) -> [Action] {
        if case .received(let bytes) = event {
            defer { parser.settle() }
            return receive(bytes, at: now, date: date)
        }
        return react(to: event, at: now, date: date)
    }

    private mutating func receive(_ bytes: ArraySlice<UInt8>, at now: Instant, date: String) -> [Action] {
        switch state {
        case .idle, .reading:
            parser.feed(bytes)
            return proceed(at: now, date: date)
        case .admitting, .answering, .writing(thenCloses: false):
            parser.feed(bytes)
            return []
        case .writing(thenCloses: true), .lingering, .closed:
            return []
        }
    }

    private mutating func react(to event: Event, at now: Instant, date: String) -> [Action] {
        switch (state, event) {
        case (.closed, _):
            return []
        case (.admitting, .admitted(let admission)):
            return take(admission, at: now, date: date)
        case (.answering, .answered(let response)):
            return answer(response, at: now, date: date)
        case (.writing(thenCloses: false), .written):
            become(.idle, until: now + limits.idleTime)
            began = now
            return proceed(at: now, date: date)
        case (.writing(thenCloses: true), .written):
            guard !peerHasEnded else { return close() }
            become(.lingering, until: now + Self.lingerTime)
            return [.endOutput]
        case (.admitting, .peerEnded), (.answering, .peerEnded), (.writing, .peerEnded):
            peerHasEnded = true
            return []
        case (.idle, .peerEnded), (.reading, .peerEnded), (.lingering, .peerEnded):
            return close()
        case (_, .tick):
            return now >= deadline ? expire(at: now, date: date) : []
        case (.lingering, .drain):
            return []
        case (.idle, .drain):
            return parser.isMidRequest ? drainLater() : close()
        case (_, .drain):
            return drainLater()
        case (.reading, .memoryFull), (.admitting, .memoryFull):
            return fail(.requestMemoryFull, at: now, date: date)
        case (.writing(thenCloses: false), .memoryFull):
            return close()
        case (_, .evict):
            return evict(at: now, date: date)
        case (_, .received), (_, .admitted), (_, .answered), (_, .written), (_, .memoryFull):
            return []
        }
    }

    private mutating func drainLater() -> [Action] {
        isDraining = true
        return []
    }

    private mutating func close() -> [Action] {
        state = .closed
        return [.close]
    }

    private mutating func become(_ next: State, until deadline: Instant) {
        state = next
        self.deadline = deadline
    }

    /// Parses up to the next action for the caller.
    private mutating func proceed(at now: Instant, date: String) -> [Action] {
        do {
            switch try parser.next() {
            case .needsInput:
                if peerHasEnded { return close() }
                if case .idle = state, parser.isMidRequest {
                    become(.reading, until: now + limits.headTime)
                    began = now
                }
                return []
            case .head(let head):
                if case .idle = state { began = now }
                self.head = head
                become(.admitting, until: now + limits.bodyTime)
                return [.admit(head)]
            case .request(let request):
                become(.answering, until: now + .seconds(86_400))  // the client does not pay for the answer's time
                guard let responder else { preconditionFailure("request without an admitted head") }
                self.responder = nil
                return [.respond(request, by: responder)]
            }
        } catch {
            return fail(error, at: now, date: date)
        }
    }

    private mutating func take(_ admission: Admission, at now: Instant, date: String) -> [Action] {
        switch admission {
        case .accept(let limit, let respond):
            responder = respond
            do throws(HTTPError) {
                try parser.readBody(limit: limit)
            } catch {
                return fail(error, at: now, date: date)
            }
            let sendsContinue = head?.expectsContinue == true && parser.waitingBytes == 0
            state = .reading
            return (sendsContinue ? [.write(ResponseWriter.continueLine)] : []) + proceed(at: now, date: date)
        case .reject(var response):
            // The body has not been read.
            if !parser.skipBody() { response.closes = true }
            return answer(response, at: now, date: date)
        }
    }

    private mutating func fail(_ error: HTTPError, at now: Instant, date: String) -> [Action] {
        if case .foreignProtocol = error { return [.drop(error)] + close() }
        return [.report(error, path: head?.path ?? "")] + answer(error.response, at: now, date: date)
    }

    private mutating func answer(_ response: HTTPResponse, at now: Instant, date: String) -> [Action] {
        let keepsAlive = !response.closes && !isDraining && (head?.keepsAlive ?? false)
        let bytes = ResponseWriter.bytes(
            of: response, date: date, keepsAlive: keepsAlive, minorVersion: head?.minorVersion ?? 1,
            omitsBody: head?.method == "HEAD")
        head = nil
        // Further input is not parsed: free its memory.
        if !keepsAlive { parser = RequestParser(limits: limits) }
        hasAnswered = true
        become(.writing(thenCloses: !keepsAlive), until: now + limits.writeTime)
        return [.write(bytes)]
    }

    /// Closes at once. The client may get the reason, but no time to read it.
    private mutating func evict(at now: Instant, date: String) -> [Action] {
        switch evictionKind {
        case nil: []
        case .inHead, .inBody: fail(.tooManyConnections, at: now, date: date) + close()
        case .idle, .silent, .lingering, .writing: close()
        }
    }

    private mutating func expire(at now: Instant, date: String) -> [Action] {
        guard case .reading = state else { return close() }
        return fail(.tooSlow, at: now, date: date)
    }
}
