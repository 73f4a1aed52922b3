public import Values

/// Circularo, e-signing; after the page "Webhooks" of its developer documentation.
///
/// A POST with a JSON object: `documentId`, `event`, `actor`, `timestamp`. Where the webhook was created with an
/// `hmacSecret`, the header `x-circularo-signature` holds the HMAC-SHA256 of the complete raw body in hexadecimal; the
/// letter case is not documented, so both count. There is no delivery id and no signed time. The list of events may
/// grow, `actor` may be a text or an object, and further fields may stand beside these: none of that is looked at here.
public struct Circularo: Provider {
    static let signatureField = "x-circularo-signature"
    /// An event name longer than this, in bytes, is none.
    static let longestEventName = 256

    /// `circularo`.
    public var name: ProviderName { .circularo }

    /// `x-circularo-signature`.
    public var signatureFields: [String] { [Self.signatureField] }

    /// Makes the provider.
    public init() {}

    /// Compares the HMAC of the body with the header's, for every secret.
    public func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let values = request.fields[all: Self.signatureField]
        guard let value = values.first else { throw .signatureMissing }
        guard values.count == 1, let signature = [UInt8](hexadecimal: value),
            signature.count == HMAC.Algorithm.sha256.digestLength
        else { throw .signatureMalformed }
        let signer = secrets.firstIndex { secret in
            HMAC.areEqual(HMAC.code(of: request.body, key: secret, algorithm: .sha256), signature)
        }
        guard let signer else { throw .signatureWrong }
        return signer
    }

    /// Reads the body and takes the event's name from `.event`.
    public func event(in request: SignedRequest) throws(Rejection) -> Event {
        let payload: JSONValue
        do {
            payload = try JSONReader.value(in: request.body)
        } catch {
            throw .notJSON(offset: error.offset, reason: error.reason)
        }
        guard case .object = payload else { throw .notAnObject }
        guard case .string(let name)? = payload["event"], Self.isEventName(name) else { throw .eventMissing }
        return Event(name: name, payload: payload)
    }

    /// `x-circularo-signature` and the content type.
    public func fields(signing body: [UInt8], event: String, with secret: Secret) -> HeaderFields {
        HeaderFields([
            .init(name: "content-type", value: "application/json"),
            .init(
                name: Self.signatureField,
                value: HMAC.code(of: body, key: secret, algorithm: .sha256).hexadecimal),
        ])
    }

    /// The four documented fields.
    public func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload = JSONValue.object([
            .init("documentId", .string("sample-document")), .init("event", .string(event)),
            .init("actor", .string("ann@example.com")), .init("timestamp", .string(moment.rfc3339)),
        ])
        return Array(payload.text.utf8)
    }

    /// A name reaches a command as an environment variable and people in a terminal: no control characters.
    private static func isEventName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= longestEventName && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }
}
