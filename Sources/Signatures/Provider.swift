public import Values

/// Who sends webhooks: how a request is signed, and where event name, id and time are found in it.
///
/// A provider decides; it does no I/O and knows no sockets.
public protocol Provider: Sendable {
    /// Its name in the configuration.
    var name: ProviderName { get }

    /// The fields without which no request can be genuine, so that one can be turned away before its body is read.
    var signatureFields: [String] { get }

    /// Checks the signature over the bytes as they were sent.
    ///
    /// - Parameters:
    ///   - request: header and body.
    ///   - secrets: any of them may have signed.
    /// - Returns: the position of the secret that signed, counted from 0.
    /// - Throws: the reason why the request is not genuine.
    func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int

    /// Finds the event in a request whose signature holds, or is not asked for.
    ///
    /// - Parameter request: header and body.
    /// - Returns: the event and its payload.
    /// - Throws: what is missing.
    func event(in request: SignedRequest) throws(Rejection) -> Event

    /// The header fields with which the provider itself would send this body.
    func fields(signing body: [UInt8], event: String, with secret: Secret) -> HeaderFields

    /// A payload such as the provider sends for this event, to try a hook out.
    func sample(of event: String, at moment: Timestamp) -> [UInt8]
}

/// What a provider looks at.
public struct SignedRequest: Sendable {
    /// The header.
    public let fields: HeaderFields
    /// The body, byte for byte.
    public let body: [UInt8]

    /// Puts a request together.
    public init(fields: HeaderFields, body: [UInt8]) {
        self.fields = fields
        self.body = body
    }
}

/// What a request says has happened.
public struct Event: Sendable, Equatable {
    /// The event's name, as the provider spelled it.
    public let name: String
    /// The payload, read.
    public let payload: JSONValue

    /// Puts an event together.
    public init(name: String, payload: JSONValue) {
        self.name = name
        self.payload = payload
    }
}

extension ProviderName {
    /// The provider of this name.
    public var provider: any Provider {
        switch self {
        case .circularo: Circularo()
        }
    }
}
