package import Formats
package import Values

/// A sender of webhooks: how its requests are signed, and where they contain event name, id and time.
///
/// Providers are pure: no I/O, no sockets, no clock.
package protocol Provider: Sendable {
    var name: ProviderName { get }

    /// Fields that every genuine request has, so that others can be rejected before their body is read.
    var signatureFields: [String] { get }

    /// The same for query parameters.
    var signatureParameters: [String] { get }

    /// Longest distance of the signed time from now, if the configuration has none; nil if the provider documents none
    /// either.
    var defaultReplayWindow: Duration? { get }

    /// Verifies the signature over the bytes as they were sent.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - secrets: any of them may have signed.
    /// - Returns: the index of the secret that signed, from 0.
    /// - Throws: why the request is not genuine.
    func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int

    /// The signed time of a request. Asked only if the signature is valid.
    ///
    /// - Parameter request: header, query and body.
    /// - Returns: the time; nil if it is missing or malformed, or the signature does not cover it.
    func signedTime(in request: SignedRequest) -> Timestamp?

    /// Identifies a replayed request whose id can be changed without breaking the signature.
    ///
    /// - Parameter request: one with a valid signature.
    /// - Returns: the signature itself: bytes that are equal for equal signed bytes, whatever else the request
    ///   contains. Nil if the signature covers the id, or no signature covers the body.
    func signatureMark(of request: SignedRequest) -> [UInt8]?

    /// The answer that the provider expects to a request without an event; nil for all others.
    ///
    /// - Parameters:
    ///   - request: header, query and body; without a body while only the header has arrived.
    ///   - isVerified: whether the signature is valid. No hook runs for such a request, so some need no signature.
    /// - Returns: the answer, sent with 200.
    func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply?

    /// Extracts the events from a request that is verified, or need not be.
    ///
    /// - Parameter request: header, query and body.
    /// - Returns: at least one event, in the order of the request.
    /// - Throws: what is missing or invalid.
    func events(in request: SignedRequest) throws(Rejection) -> [Event]

    /// The same for an endpoint with `each`, which makes every item of an array a delivery.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - field: the path of the array; nil without `each`.
    /// - Returns: the events, in the order of the request; none if the array is empty.
    /// - Throws: what is missing or invalid.
    func events(in request: SignedRequest, each field: FieldPath?) throws(Rejection) -> [Event]

    /// Splits one event by the items of an array.
    ///
    /// - Parameters:
    ///   - event: one of the request's.
    ///   - field: the path of the array in its payload.
    /// - Returns: an event for each item; the event itself if it has no array there.
    /// - Throws: `tooManyEvents`, before creating any event.
    func items(of event: Event, at field: FieldPath) throws(Rejection) -> [Event]

    /// The answer that the provider expects to an accepted request; nil if any answer of the 200s will do.
    func acknowledgement(of request: SignedRequest) -> FixedReply?

    /// Creates the request with which the provider would send a payload.
    ///
    /// - Parameters:
    ///   - payload: as a command would get it.
    ///   - event: the event's name.
    ///   - moment: the time of signing.
    ///   - secret: signs; nil for an unsigned request.
    /// - Returns: header, query and body.
    /// - Throws: if the payload lacks a field that is signed.
    func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest

    /// A payload such as the provider sends for this event, to test a hook.
    func sample(of event: String, at moment: Timestamp) -> [UInt8]
}

/// Defaults that fit most providers.
extension Provider {
    package var signatureParameters: [String] { [] }
    package var defaultReplayWindow: Duration? { nil }
    package func signedTime(in request: SignedRequest) -> Timestamp? { nil }
    package func signatureMark(of request: SignedRequest) -> [UInt8]? { nil }
    package func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply? { nil }

    package func events(in request: SignedRequest, each field: FieldPath?) throws(Rejection) -> [Event] {
        let events = try events(in: request)
        guard let field else { return events }
        var items: [Event] = []
        for event in events {
            items += try self.items(of: event, at: field)
            guard items.count <= Event.mostInRequest else { throw .tooManyEvents }
        }
        return items
    }

    /// Each item gets the event's name, and the event's id with its position.
    package func items(of event: Event, at field: FieldPath) throws(Rejection) -> [Event] {
        try event.items(at: field) ?? [event]
    }

    package func acknowledgement(of request: SignedRequest) -> FixedReply? { nil }

    /// Whether a request cannot be genuine, so that its body need not be read.
    ///
    /// - Parameter request: header and query.
    /// - Returns: true if a field or parameter of the signature is missing.
    package func lacksSignature(_ request: SignedRequest) -> Bool {
        signatureFields.contains { request.fields[all: $0].isEmpty }
            || signatureParameters.contains { request.parameters(named: $0).isEmpty }
    }
}

extension Endpoint {
    package var sender: any Provider { provider.sender(customScheme) }
}

extension ProviderName {
    /// The provider of this name.
    ///
    /// - Parameter scheme: for `custom`, which rejects every request without one.
    /// - Returns: the provider.
    package func sender(_ scheme: CustomScheme? = nil) -> any Provider {
        switch self {
        case .circularo: Circularo()
        case .github: GitHub()
        case .gitlab: GitLab()
        case .stripe: Stripe()
        case .standardWebhooks: StandardWebhooks()
        case .slack: Slack()
        case .shopify: Shopify()
        case .docusign: Docusign()
        case .boldsign: BoldSign()
        case .yousign: Yousign()
        case .pandadoc: PandaDoc()
        case .signwell: SignWell()
        case .dropboxSign: DropboxSign()
        case .documenso: Documenso()
        case .custom: Custom(scheme ?? CustomScheme())
        }
    }
}
