import Values

/// One connection: what to do with what a client does. Pure: no socket, no clock.
///
/// One request at a time; what the client sends meanwhile waits, up to a bound. An answer that ends the connection is
/// followed by a short while in which the rest of what the client sends is read and dropped: closing at once would reset
/// the connection, and the client might lose the answer (RFC 9112 §9.6).
struct Connection {
    typealias Instant = ContinuousClock.Instant

    /// What happens.
    enum Event {
        /// The client has sent bytes.
        case received(ArraySlice<UInt8>)
        /// The client sends nothing more.
        case peerEnded
        /// The request has been answered.
        case answered(HTTPResponse)
        /// Everything that was to be written has been.
        case written
        /// Time has passed.
        case tick
        /// The server is about to end.
        case drain
    }

    /// What to do.
    enum Action {
        /// Send these bytes; `.written` follows.
        case write([UInt8])
        /// Have this request answered; `.answered` follows.
        case respond(HTTPRequest, by: Responder)
        /// Report that the connection itself turned a request away.
        case report(HTTPError, path: String)
        /// Report that the connection closes without an answer.
        case drop(HTTPError)
        /// Send no more, but go on reading.
        case endOutput
        /// Close.
        case close
    }

    private enum State {
        /// Between requests.
        case idle
        /// In a request's head or body.
        case reading
        /// The request is being answered.
        case answering
        /// The answer is on its way.
        case writing(thenCloses: Bool)
        /// The answer is out, and the client is given time to take it.
        case lingering
        case closed
    }

    /// How much may wait while a request is answered.
    private static let longestBacklog = 16 << 10
    /// How long a client that got its last answer is listened to.
    private static let lingerTime: Duration = .seconds(2)

    private let limits: Limits
    private var state = State.idle
    private var parser: RequestParser
    private var head: RequestHead?
    /// Who answers the request that is being read.
    private var responder: Responder?
    private var isDraining = false
    private var peerHasEnded = false
    private var hasAnswered = false
    /// When `.tick` is due at the latest.
    private(set) var deadline: Instant

    /// A new connection.
    init(limits: Limits, at now: Instant) {
        self.limits = limits
        parser = RequestParser(limits: limits)
        deadline = now + limits.headTime
    }

    /// Whether the client is to be read from.
    var wantsInput: Bool {
        switch state {
        case .idle, .reading, .lingering: !peerHasEnded
        case .answering, .writing: !peerHasEnded && parser.waitingBytes < Self.longestBacklog
        case .closed: false
        }
    }

    /// Whether it only waits for a client that has had its answer to come back.
    var isSpare: Bool {
        guard case .idle = state else { return false }
        return hasAnswered && !parser.isInTheMiddle
    }

    /// Takes the event in and says what to do, in order.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - now: the moment.
    ///   - date: the time of day, as HTTP writes it.
    ///   - admit: decides from a head whether its body is wanted.
    /// - Returns: what to do.
    mutating func take(
        _ event: Event, at now: Instant, date: @autoclosure () -> String, admit: (RequestHead) -> Admission
    ) -> [Action] {
        switch (state, event) {
        case (.closed, _):
            return []
        case (.lingering, .received), (.lingering, .drain), (.lingering, .answered):
            return []
        case (.idle, .received(let bytes)), (.reading, .received(let bytes)):
            parser.feed(bytes)
            return proceed(at: now, date: date, admit: admit)
        case (.answering, .received(let bytes)), (.writing, .received(let bytes)):
            parser.feed(bytes)
            return []
        case (.answering, .answered(let response)):
            return answer(response, at: now, date: date())
        case (.writing(thenCloses: false), .written):
            become(.idle, until: now + limits.idleTime)
            return proceed(at: now, date: date, admit: admit)
        case (.writing(thenCloses: true), .written):
            guard !peerHasEnded else { return close() }
            become(.lingering, until: now + Self.lingerTime)
            return [.endOutput]
        case (.answering, .peerEnded), (.writing, .peerEnded):
            peerHasEnded = true
            return []
        case (.idle, .peerEnded), (.reading, .peerEnded), (.lingering, .peerEnded):
            return close()
        case (_, .tick):
            return now >= deadline ? expire(at: now, date: date()) : []
        case (.idle, .drain):
            return parser.isInTheMiddle ? drainLater() : close()
        case (_, .drain):
            return drainLater()
        case (.idle, .answered), (.reading, .answered), (.writing, .answered), (_, .written):
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

    /// Parses on, as far as the bytes go.
    private mutating func proceed(at now: Instant, date: () -> String, admit: (RequestHead) -> Admission) -> [Action] {
        do {
            var actions: [Action] = []
            while true {
                switch try parser.next() {
                case .needsInput:
                    if peerHasEnded { return actions + close() }
                    if case .idle = state, parser.isInTheMiddle { become(.reading, until: now + limits.headTime) }
                    return actions
                case .head(let head):
                    self.head = head
                    become(.reading, until: now + limits.bodyTime)
                    switch admit(head) {
                    case .accept(let limit, let respond):
                        responder = respond
                        try parser.readBody(limit: limit)
                        if head.expectsContinue, parser.waitingBytes == 0 {
                            actions.append(.write(ResponseWriter.goOn))
                        }
                    case .reject(let response):
                        return actions + reject(response, at: now, date: date())
                    }
                case .request(let request):
                    state = .answering
                    deadline = now + .seconds(86_400)  // the answer's time is not the client's
                    guard let responder else { preconditionFailure("a request without an admitted head") }
                    self.responder = nil
                    return actions + [.respond(request, by: responder)]
                }
            }
        } catch {
            return fail(error, at: now, date: date())
        }
    }

    /// Answers without having read the body.
    private mutating func reject(_ response: HTTPResponse, at now: Instant, date: String) -> [Action] {
        var response = response
        if !parser.skipBody() { response.closes = true }
        return answer(response, at: now, date: date)
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
        hasAnswered = true
        become(.writing(thenCloses: !keepsAlive), until: now + limits.writeTime)
        return [.write(bytes)]
    }

    private mutating func expire(at now: Instant, date: String) -> [Action] {
        guard case .reading = state else { return close() }
        return fail(.tooSlow, at: now, date: date)
    }
}
