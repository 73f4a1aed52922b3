import Formats
import Values

/// Bytes in, requests out: pure and incremental. No byte is looked at twice, however the input is cut.
///
/// No memory is taken for what a client only announces: buffers grow with what has arrived.
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
        case body(RequestHead)
        case chunks(RequestHead)
    }

    /// How a connection of TLS begins: ContentType handshake, RFC 8446 §5.1.
    private static let handshakeRecord: UInt8 = 22

    private let limits: Limits
    private var input = Input()
    /// How much of `input` has been searched for the end of the head.
    private var searched = 0
    private var state = State.head
    // Not in the state: what is taken out of an enum to be changed is copied.
    private var body = BodyBuffer(longest: 0)
    private var chunks: ChunkedBody

    init(limits: Limits) {
        self.limits = limits
        chunks = ChunkedBody(limits: limits)
    }

    /// Whether a request has begun but is not whole.
    var isInTheMiddle: Bool {
        if case .head = state { !input.bytes.isEmpty } else { true }
    }

    /// Bytes that wait to be parsed.
    var waitingBytes: Int { input.bytes.count }

    /// How much memory the request under way takes up, and what has arrived behind it.
    var heldBytes: Int {
        switch state {
        case .head: input.capacity
        case .decided(let head), .body(let head), .chunks(let head):
            input.capacity + head.fields.heldBytes + body.bytes.capacity
        }
    }

    /// How many bytes have been copied before they were parsed.
    var copiedBytes: Int { input.copiedBytes }

    /// Takes bytes from the client. `settle` has to follow before their owner changes them.
    mutating func feed(_ bytes: ArraySlice<UInt8>) {
        input.append(bytes)
    }

    /// Copies of the client's bytes what has not been parsed.
    mutating func settle() {
        input.settle()
    }

    /// The next thing that the bytes so far hold.
    mutating func next() throws(HTTPError) -> Event {
        switch state {
        case .head: try nextHead()
        case .decided(let head): preconditionFailure("nobody has decided about the body of \(head.method)")
        case .body(let head): takeBody(of: head)
        case .chunks(let head): try takeChunks(of: head)
        }
    }

    /// Goes on with the body after `.head`; one longer than `limit` is a mistake at once.
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

    /// Passes over the body after `.head`, if all of it is there already; else the connection cannot go on.
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

    /// A target that fills the head is told apart from too many fields.
    private func tooLarge() -> HTTPError {
        let line = input.bytes.prefix(limits.headBytes).prefix { $0 != 0x0D }
        return line.count > limits.targetBytes + 64 ? .targetTooLong : .headTooLarge
    }

    /// The length of the head up to its empty line; nil if that has not come. A bare CR or LF ends the search at once.
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
    /// About how much memory the fields take up: their text, and what each needs beside it.
    var heldBytes: Int {
        fields.reduce(0) { $0 + 96 + $1.name.utf8.count + $1.value.utf8.count }
    }
}

extension HTTPRequest {
    /// About how much memory the request takes up.
    var heldBytes: Int { fields.heldBytes + body.capacity }
}
