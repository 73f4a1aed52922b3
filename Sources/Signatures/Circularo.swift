import Formats
package import Values

/// Circularo, e-signing; after the page "Webhooks" of its developer documentation.
///
/// A POST with a JSON object: `documentId`, `event`, `actor`, `timestamp`. If the webhook was created with an
/// `hmacSecret`, the header `x-circularo-signature` holds the HMAC-SHA256 of the raw body in hexadecimal. Its letter
/// case is not documented, so both are accepted. There is no delivery id. The only time is in the body, in an
/// undocumented format. The list of events may grow, `actor` may be a string or an object, and there may be further
/// fields: none of that matters here.
package struct Circularo: Provider {
    static let signatureField = "x-circularo-signature"

    package var name: ProviderName { .circularo }

    package var signatureFields: [String] { [Self.signatureField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try request.signature(in: Self.signatureField)
        return try SignatureCheck.signer(of: [signature], over: request.body, among: secrets)
    }

    /// In the body, which the signature covers.
    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.scalar(at: FieldPath([.member("timestamp")])).flatMap(Timestamp.init(sent:))
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]), payload: payload)]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { HMAC.code(of: payload, key: $0, algorithm: .sha256).hexadecimal }
        return SignedRequest(fields: .json(signature.map { [(Self.signatureField, $0)] } ?? []), body: payload)
    }

    /// The four documented fields, with an actor that fits the event.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let bySigner: Set = [
            "documentSigned", "documentCompleted", "documentSimpleActionExecuted", "signDelegated", "signRejected",
        ]
        let actor: JSONValue = bySigner.contains(event) ? "bob@example.com" : "ann@example.com"
        let payload: JSONValue = [
            "documentId": "6650f0c2a7b1c93d4e5f6a7b", "event": .string(event), "actor": actor,
            "timestamp": .string(moment.rfc3339),
        ]
        return payload.bytes
    }
}
