import Formats
import Signatures
import Values

/// What a request is, once its signature has been looked at.
enum Arrival: Equatable {
    /// It tells of events, signed with the secret at this position; nil where no signature is asked for.
    case events([Event], secret: Int?)
    /// It tells of nothing, and wants this answer.
    case handshake(FixedReply)

    /// Looks at a request that has arrived whole.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - endpoint: where it arrived.
    ///   - now: the time of day.
    /// - Throws: the reason why it is rejected.
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
        // Counted before a tree is built of them.
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
        // The time means something only now that the signature holds.
        try ReplayWindow(of: endpoint)?.check(sender.signedTime(in: request), at: now)
        return secret
    }
}
