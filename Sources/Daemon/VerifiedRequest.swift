import Formats
import Signatures
import Values

/// A request whose signature was valid, or whose endpoint or provider needs none.
enum VerifiedRequest: Equatable {
    /// Its events, and the index of the secret that signed it; nil if the endpoint is unsigned.
    case events([Event], secret: Int?)
    /// It contains no event, and expects this answer.
    case handshake(FixedReply)

    /// Verifies and parses a complete request.
    init(_ request: SignedRequest, at endpoint: Endpoint, now: Timestamp) throws(Rejection) {
        let sender = endpoint.sender
        if let reply = sender.handshake(for: request, isVerified: false) {
            self = .handshake(reply)
            return
        }
        let secret = endpoint.isUnsigned ? nil : try Self.signer(of: request, at: endpoint, now: now)
        if let reply = sender.handshake(for: request, isVerified: true) {
            self = .handshake(reply)
        } else {
            let mark = secret == nil ? nil : sender.signatureMark(of: request)
            let events = try Self.events(in: request, at: endpoint)
            self = .events(events.enumerated().map { $1.marked(by: mark, at: $0) }, secret: secret)
        }
    }

    private static func events(in request: SignedRequest, at endpoint: Endpoint) throws(Rejection) -> [Event] {
        // Counted before they are parsed: a tree of all items would take too much memory.
        if let field = endpoint.each,
            JSONScanner.hasMoreItems(than: Event.mostInRequest, at: field, in: request.body[...])
        {
            throw .tooManyEvents
        }
        let events = try endpoint.sender.events(in: request, each: endpoint.each)
        guard events.count <= Event.mostInRequest else { throw .tooManyEvents }
        return events
    }

    private static func signer(
        of request: SignedRequest, at endpoint: Endpoint, now: Timestamp
    ) throws(Rejection) -> Int {
        let sender = endpoint.sender
        let secret = try sender.signer(of: request, among: endpoint.secrets)
        // Before the signature is verified, the time is untrusted.
        try ReplayWindow(of: endpoint)?.check(sender.signedTime(in: request), at: now)
        return secret
    }
}
