package import Formats
package import Values

/// Who sends webhooks: how a request is signed, and where event name, id and time are found in it.
///
/// A provider decides; it does no I/O, knows no sockets and no clock.
package protocol Provider: Sendable {
    /// Its name in the configuration.
    var name: ProviderName { get }

    /// The fields without which no request can be genuine, so that one can be turned away before its body is read.
    var signatureFields: [String] { get }

    /// The same for parameters of the query.
    var signatureParameters: [String] { get }

    /// How far the signed time may be from now where the configuration does not say; nil if the provider's documentation
    /// does not either.
    var defaultReplayWindow: Duration? { get }

    /// Checks the signature over the bytes as they were sent.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - secrets: any of them may have signed.
    /// - Returns: the position of the secret that signed, counted from 0.
    /// - Throws: the reason why the request is not genuine.
    func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int

    /// When a request was signed, as far as its signature covers the time; asked only if the signature holds.
    ///
    /// - Parameter request: header, query and body.
    /// - Returns: the time; nil if there is none, or nothing that can be read as one.
    func signedTime(in request: SignedRequest) -> Timestamp?

    /// What tells a request that was recorded and sent again, where its id can be changed without breaking the signature.
    ///
    /// - Parameter request: one whose signature holds.
    /// - Returns: bytes that are equal for equal signed bytes, whatever else the request holds: the signature itself. Nil where
    ///   the signature covers the id, and where none covers the body.
    func signatureMark(of request: SignedRequest) -> [UInt8]?

    /// The answer that the provider wants to a request that tells of no event; nil for all others.
    ///
    /// - Parameters:
    ///   - request: header, query and body; without a body where only the header has come.
    ///   - isVerified: whether the signature holds. Nothing runs for such a request, so some need none.
    /// - Returns: what to answer, with 200.
    func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply?

    /// Finds the events in a request whose signature holds, or is not asked for.
    ///
    /// - Parameter request: header, query and body.
    /// - Returns: at least one event, in the order of the request.
    /// - Throws: what is missing.
    func events(in request: SignedRequest) throws(Rejection) -> [Event]

    /// The same where `each` asks for a delivery of every item of an array.
    ///
    /// - Parameters:
    ///   - request: header, query and body.
    ///   - field: where the array stands; nil where payloads are not taken apart.
    /// - Returns: the events, in the order of the request; none where the array is empty.
    /// - Throws: what is missing.
    func events(in request: SignedRequest, each field: FieldPath?) throws(Rejection) -> [Event]

    /// Takes one event apart.
    ///
    /// - Parameters:
    ///   - event: as the request tells of it.
    ///   - field: where the array stands in its payload.
    /// - Returns: an event for each item; the event itself where it has no array there.
    /// - Throws: `tooManyEvents`, before any event is made.
    func items(of event: Event, at field: FieldPath) throws(Rejection) -> [Event]

    /// The words that the provider reads as "received", in the place of our own answer; nil if any answer will do.
    func acknowledgement(of request: SignedRequest) -> FixedReply?

    /// The request with which the provider itself would send a payload.
    ///
    /// - Parameters:
    ///   - payload: what a command would get of it.
    ///   - event: the event's name.
    ///   - moment: the time of signing.
    ///   - secret: signs; nil for a request without a signature.
    /// - Returns: header, query and body.
    /// - Throws: what the payload lacks to be signed.
    func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest

    /// A payload such as the provider sends for this event, to try a hook out.
    func sample(of event: String, at moment: Timestamp) -> [UInt8]
}

/// What most providers do.
extension Provider {
    /// None.
    package var signatureParameters: [String] { [] }
    /// Not documented.
    package var defaultReplayWindow: Duration? { nil }
    /// No signed time.
    package func signedTime(in request: SignedRequest) -> Timestamp? { nil }
    /// The id is signed.
    package func signatureMark(of request: SignedRequest) -> [UInt8]? { nil }
    /// Every request tells of an event.
    package func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply? { nil }

    /// Takes the events apart that the request tells of.
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

    /// Gives each item the event's name, and the event's id with its place.
    package func items(of event: Event, at field: FieldPath) throws(Rejection) -> [Event] {
        try event.items(at: field) ?? [event]
    }

    /// Any answer of the 200s will do.
    package func acknowledgement(of request: SignedRequest) -> FixedReply? { nil }

    /// Whether a header lacks what no genuine request lacks.
    ///
    /// - Parameter request: header and query.
    /// - Returns: true if the body need not be read.
    package func lacksSignature(_ request: SignedRequest) -> Bool {
        signatureFields.contains { request.fields[all: $0].isEmpty }
            || signatureParameters.contains { request.parameters(named: $0).isEmpty }
    }
}

extension Endpoint {
    /// Who sends here.
    package var sender: any Provider { provider.sender(customScheme) }
}

extension ProviderName {
    /// The provider of this name.
    ///
    /// - Parameter scheme: how `custom` signs; without one it lets nothing in.
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
