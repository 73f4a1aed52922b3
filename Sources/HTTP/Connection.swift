import Values

/// One connection: what to do with what a client does. Pure: no socket, no clock, no callbacks. What an action brings about
/// comes back as an event, so that a caller can take one after the other, however much the client has sent at once.
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
        /// It has been decided whether the body of a request is wanted.
        case admitted(Admission)
        /// The request has been answered.
        case answered(HTTPResponse)
        /// Everything that was to be written has been.
        case written
        /// Time has passed.
        case tick
        /// The server is about to end.
        case drain
        /// The memory of the request under way is needed elsewhere.
        case memoryFull
        /// The place of this connection is needed for another one.
        case evict
    }

    /// What to do.
    enum Action {
        /// Send these bytes; `.written` follows.
        case write([UInt8])
        /// Decide from this head whether the body is wanted; `.admitted` follows.
        case admit(RequestHead)
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
        /// It is decided whether the request's body is wanted.
        case admitting
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
    /// When the request under way began; between requests, when the last one was answered.
    private(set) var began: Instant

    /// A new connection.
    init(limits: Limits, at now: Instant) {
        self.limits = limits
        parser = RequestParser(limits: limits)
        deadline = now + limits.headTime
        began = now
    }

    /// Whether the client is to be read from.
    var wantsInput: Bool {
        switch state {
        case .idle, .reading, .lingering, .writing(thenCloses: true): !peerHasEnded
        case .admitting, .answering, .writing: !peerHasEnded && parser.waitingBytes < Self.longestBacklog
        case .closed: false
        }
    }

    /// What it may be closed for when another connection needs its place; nil while a request is being answered.
    var spare: SpareConnection.Kind? {
        switch state {
        case .idle: hasAnswered ? .idle : .silent
        case .reading: head == nil ? .inHead : .inBody
        case .writing: .untaken
        case .lingering: .lingering
        case .admitting, .answering, .closed: nil
        }
    }

    /// How much memory the request under way takes up until it is answered, and what has arrived behind it.
    var heldBytes: Int { parser.heldBytes }

    /// How many of the client's bytes have been copied before they were parsed.
    var copiedBytes: Int { parser.copiedBytes }

    /// Takes the event in and says what to do, in order.
    ///
    /// - Parameters:
    ///   - event: what has happened.
    ///   - now: the moment.
    ///   - date: the time of day, as HTTP writes it.
    /// - Returns: what to do.
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
            return parser.isInTheMiddle ? drainLater() : close()
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

    /// Parses on, up to the next thing that somebody else has to do.
    private mutating func proceed(at now: Instant, date: String) -> [Action] {
        do {
            switch try parser.next() {
            case .needsInput:
                if peerHasEnded { return close() }
                if case .idle = state, parser.isInTheMiddle {
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
                become(.answering, until: now + .seconds(86_400))  // the answer's time is not the client's
                guard let responder else { preconditionFailure("a request without an admitted head") }
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
            let mustGoOn = head?.expectsContinue == true && parser.waitingBytes == 0
            state = .reading
            return (mustGoOn ? [.write(ResponseWriter.goOn)] : []) + proceed(at: now, date: date)
        case .reject(var response):
            // Answered without having read the body.
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
        // What follows is not parsed any more: its memory is given back.
        if !keepsAlive { parser = RequestParser(limits: limits) }
        hasAnswered = true
        become(.writing(thenCloses: !keepsAlive), until: now + limits.writeTime)
        return [.write(bytes)]
    }

    /// Closes at once: the client may hear why, but nobody waits for that.
    private mutating func evict(at now: Instant, date: String) -> [Action] {
        switch spare {
        case nil: []
        case .inHead, .inBody: fail(.tooManyConnections, at: now, date: date) + close()
        case .idle, .silent, .lingering, .untaken: close()
        }
    }

    private mutating func expire(at now: Instant, date: String) -> [Action] {
        guard case .reading = state else { return close() }
        return fail(.tooSlow, at: now, date: date)
    }
}
