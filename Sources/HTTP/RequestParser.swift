import Values

/// Bytes in, requests out: pure, incremental, and no byte is looked at twice, however the input is cut.
///
/// Nothing is allocated for what a client only announces: buffers grow with what has arrived.
struct RequestParser {
    /// What has arrived.
    enum Event: Equatable {
        /// Not enough for anything.
        case needsInput
        /// A line and a header; `readBody` or `skipBody` says what to do with the body.
        case head(RequestHead)
        /// A whole request.
        case request(HTTPRequest)
    }

    private enum State {
        case head
        case decided(RequestHead)
        case body(RequestHead, remaining: Int)
        case chunks(RequestHead, ChunkedBody)
    }

    /// How a connection of TLS begins: ContentType handshake, RFC 8446 §5.1.
    private static let handshakeRecord: UInt8 = 22

    private let limits: Limits
    private var input: ArraySlice<UInt8> = []
    /// How much of `input` has been searched for the end of the head.
    private var searched = 0
    private var state = State.head
    private var body: [UInt8] = []
    private var bodyLimit = 0

    init(limits: Limits) {
        self.limits = limits
    }

    /// Whether a request has begun but is not whole.
    var isInTheMiddle: Bool {
        if case .head = state { !input.isEmpty } else { true }
    }

    /// Bytes that wait to be parsed.
    var waitingBytes: Int { input.count }

    /// Takes bytes from the client.
    mutating func feed(_ bytes: some Collection<UInt8>) {
        if input.isEmpty { input = ArraySlice(bytes) } else { input = ArraySlice(input + bytes) }
    }

    /// The next thing that the bytes so far hold.
    mutating func next() throws(HTTPError) -> Event {
        switch state {
        case .head: try nextHead()
        case .decided(let head): preconditionFailure("nobody has decided about the body of \(head.method)")
        case .body(let head, let remaining): takeBody(of: head, remaining: remaining)
        case .chunks(let head, let chunks): try takeChunks(of: head, chunks)
        }
    }

    /// Goes on with the body after `.head`; one longer than `limit` is a mistake at once.
    mutating func readBody(limit: Int) throws(HTTPError) {
        guard case .decided(let head) = state else { preconditionFailure("a body follows a head") }
        bodyLimit = limit
        body = []
        switch head.framing {
        case .length(let length):
            guard length <= limit else { throw .bodyTooLarge }
            state = .body(head, remaining: length)
        case .chunked:
            state = .chunks(head, ChunkedBody(limits: limits))
        }
    }

    /// Passes over the body after `.head`, if all of it is there already; else the connection cannot go on.
    mutating func skipBody() -> Bool {
        guard case .decided(let head) = state, case .length(let length) = head.framing, length <= input.count,
            !head.expectsContinue || length == 0
        else { return false }
        input = input.dropFirst(length)
        state = .head
        return true
    }

    private mutating func nextHead() throws(HTTPError) -> Event {
        // A client may send an empty line between requests: RFC 9112 §2.2.
        while searched == 0, input.starts(with: [0x0D, 0x0A]) { input = input.dropFirst(2) }
        guard let first = input.first else { return .needsInput }
        guard first != Self.handshakeRecord else { throw .foreignProtocol("TLS") }
        guard first.isTokenCharacter || first == 0x0D else { throw .malformed("not HTTP") }
        guard let length = try headLength() else {
            guard input.count <= limits.headBytes else { throw tooLarge() }
            return .needsInput
        }
        guard length <= limits.headBytes else { throw tooLarge() }
        let head = try HeadParser.head(in: Array(input.prefix(length)), limits: limits)
        input = input.dropFirst(length + 2)
        searched = 0
        state = .decided(head)
        return .head(head)
    }

    /// A target that fills the head is told apart from too many fields.
    private func tooLarge() -> HTTPError {
        let line = input.prefix(limits.headBytes).prefix { $0 != 0x0D }
        return line.count > limits.targetBytes + 64 ? .targetTooLong : .headTooLarge
    }

    /// The length of the head up to its empty line; nil if that has not come. A bare CR or LF ends the search at once.
    private mutating func headLength() throws(HTTPError) -> Int? {
        var position = input.startIndex + searched
        defer { searched = max(0, position - input.startIndex) }
        while position < input.endIndex {
            let byte = input[position]
            if byte == 0x0A { throw .malformed("bare LF") }
            if byte == 0 { throw .malformed("NUL") }
            guard byte == 0x0D else {
                position += 1
                continue
            }
            guard position + 1 < input.endIndex else { return nil }
            guard input[position + 1] == 0x0A else { throw .malformed("bare CR") }
            guard position + 2 < input.endIndex else { return nil }
            if input[position + 2] == 0x0D {
                guard position + 3 < input.endIndex else { return nil }
                guard input[position + 3] == 0x0A else { throw .malformed("bare CR") }
                return position + 2 - input.startIndex
            }
            position += 2
        }
        return nil
    }

    private mutating func takeBody(of head: RequestHead, remaining: Int) -> Event {
        let piece = input.prefix(remaining)
        if body.isEmpty { body = Array(piece) } else { body += piece }
        input = input.dropFirst(piece.count)
        guard piece.count == remaining else {
            state = .body(head, remaining: remaining - piece.count)
            return .needsInput
        }
        return finish(head)
    }

    private mutating func takeChunks(of head: RequestHead, _ chunks: ChunkedBody) throws(HTTPError) -> Event {
        var chunks = chunks
        try chunks.take(&input, into: &body, limit: bodyLimit)
        guard chunks.isFinished else {
            state = .chunks(head, chunks)
            return .needsInput
        }
        return finish(head)
    }

    private mutating func finish(_ head: RequestHead) -> Event {
        state = .head
        defer { body = [] }
        return .request(
            HTTPRequest(method: head.method, path: head.path, query: head.query, fields: head.fields, body: body))
    }
}
