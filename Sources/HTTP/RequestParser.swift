import Formats
import Values

/// Parses requests from bytes: pure and incremental. It looks at no byte twice, however the input is split.
///
/// Buffers grow with the received bytes; announced lengths allocate nothing.
struct RequestParser {
    enum Event: Equatable {
        /// Incomplete input.
        case needsInput
        /// A head; call `readBody` or `skipBody` next.
        case head(RequestHead)
        /// A complete request.
        case request(HTTPRequest)
    }

    private enum State {
        case head
        case decided(RequestHead)
        case body(RequestHead)
        case chunks(RequestHead)
    }

    /// The first byte of a TLS connection: ContentType handshake, RFC 8446 §5.1.
    private static let handshakeRecord: UInt8 = 22

    private let limits: Limits
    private var input = Input()
    /// How much of `input` has been searched for the end of the head.
    private var searched = 0
    private var state = State.head
    // Kept outside the state: changing an enum's payload copies it.
    private var body = BodyBuffer(longest: 0)
    private var chunks: ChunkedBody

    init(limits: Limits) {
        self.limits = limits
        chunks = ChunkedBody(limits: limits)
    }

    /// Whether a request has begun but is incomplete.
    var isMidRequest: Bool {
        if case .head = state { !input.bytes.isEmpty } else { true }
    }

    var waitingBytes: Int { input.bytes.count }

    /// Memory of the current request and of the input after it, in bytes.
    var heldBytes: Int {
        switch state {
        case .head: input.capacity
        case .decided(let head), .body(let head), .chunks(let head):
            input.capacity + head.fields.heldBytes + body.bytes.capacity
        }
    }

    /// Bytes copied before they were parsed.
    var copiedBytes: Int { input.copiedBytes }

    /// Appends input. Call `settle` before its owner changes it.
    mutating func feed(_ bytes: ArraySlice<UInt8>) {
        input.append(bytes)
    }

    /// Copies the input that has not been parsed.
    mutating func settle() {
        input.settle()
    }

    mutating func next() throws(HTTPError) -> Event {
        switch state {
        case .head: try nextHead()
        case .decided(let head): preconditionFailure("body of \(head.method) neither read nor skipped")
        case .body(let head): takeBody(of: head)
        case .chunks(let head): try takeChunks(of: head)
        }
    }

    /// Continues after `.head` with the body; throws at once if its announced length exceeds `limit`.
    mutating func readBody(limit: Int) throws(HTTPError) {
        guard case .decided(let head) = state else { preconditionFailure("a body follows a head") }
        switch head.framing {
        case .length(let length):
            guard length <= limit else { throw .bodyTooLarge }
            body = BodyBuffer(longest: length)
            state = .body(head)
        case .chunked:
            body = BodyBuffer(longest: limit)
            chunks = ChunkedBody(limits: limits)
            state = .chunks(head)
        }
    }

    /// Continues after `.head` without the body. False if it has not arrived completely: then the connection must
    /// close.
    mutating func skipBody() -> Bool {
        guard case .decided(let head) = state, case .length(let length) = head.framing, length <= input.bytes.count,
            !head.expectsContinue || length == 0
        else { return false }
        input.bytes = input.bytes.dropFirst(length)
        state = .head
        return true
    }

    private mutating func nextHead() throws(HTTPError) -> Event {
        // A client may send an empty line between requests: RFC 9112 §2.2.
        while searched == 0, input.bytes.starts(with: [0x0D, 0x0A]) { input.bytes = input.bytes.dropFirst(2) }
        guard let first = input.bytes.first else { return .needsInput }
        guard first != Self.handshakeRecord else { throw .foreignProtocol("TLS") }
        guard first.isTokenCharacter || first == 0x0D else { throw .malformed("not HTTP") }
        guard let length = try headLength() else {
            guard input.bytes.count <= limits.headBytes else { throw tooLarge() }
            return .needsInput
        }
        guard length <= limits.headBytes else { throw tooLarge() }
        let head = try HeadParser.head(in: input.bytes.prefix(length), limits: limits)
        input.bytes = input.bytes.dropFirst(length + 2)
        searched = 0
        state = .decided(head)
        return .head(head)
    }

    /// Distinguishes a target that fills the head from too many fields.
    private func tooLarge() -> HTTPError {
        let line = input.bytes.prefix(limits.headBytes).prefix { $0 != 0x0D }
        return line.count > limits.targetBytes + 64 ? .targetTooLong : .headTooLarge
    }

    /// The length of the head up to its empty line; nil if that is missing. A bare CR or LF is rejected at once.
    private mutating func headLength() throws(HTTPError) -> Int? {
        let input = input.bytes
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

    private mutating func takeBody(of head: RequestHead) -> Event {
        let piece = input.bytes.prefix(body.longest - body.bytes.count)
        body.append(piece)
        input.bytes = input.bytes.dropFirst(piece.count)
        return body.bytes.count == body.longest ? finish(head) : .needsInput
    }

    private mutating func takeChunks(of head: RequestHead) throws(HTTPError) -> Event {
        try chunks.take(&input.bytes, into: &body)
        return chunks.isFinished ? finish(head) : .needsInput
    }

    private mutating func finish(_ head: RequestHead) -> Event {
        state = .head
        defer { body = BodyBuffer(longest: 0) }
        return .request(
            HTTPRequest(
                method: head.method, path: head.path, query: head.query, fields: head.fields, body: body.bytes))
    }
}

extension HeaderFields {
    /// Approximate memory, in bytes: the text, and about 96 bytes for each field.
    var heldBytes: Int {
        fields.reduce(0) { $0 + 96 + $1.name.utf8.count + $1.value.utf8.count }
    }
}

extension HTTPRequest {
    /// Approximate memory, in bytes.
    var heldBytes: Int { fields.heldBytes + body.capacity }
}
