import Formats
package import Values

/// Docusign Connect, e-signing; after <https://developers.docusign.com/platform/webhooks/connect/hmac/> and
/// <https://developers.docusign.com/platform/webhooks/connect/json-sim-event-model/>.
///
/// `X-DocuSign-Signature-1` is the HMAC-SHA256 of the raw body in base64. A configuration may have up to 100 keys,
/// whose signatures are in `-1` to `-100`; one of ours is enough. The messages follow the JSON SIM model: the event is
/// `.event`, such as `envelope-completed`, its time `.generatedDateTime`. There is no id, and a retry has another
/// `.retryCount`. So event, envelope, recipient and time identify a message.
package struct Docusign: Provider {
    private static let firstField = "X-DocuSign-Signature-1"

    package var name: ProviderName { .docusign }

    package var signatureFields: [String] { [Self.firstField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        var signatures: [[UInt8]] = []
        for number in 1...100 {
            let values = request.fields[all: "X-DocuSign-Signature-\(number)"]
            guard values.count < 2 else { throw .signatureMalformed }
            guard let value = values.first else {
                guard number > 1 else { throw .signatureMissing }
                break
            }
            if let signature = SignatureEncoding.base64.bytes(of: value) { signatures.append(signature) }
        }
        return try SignatureCheck.signer(of: signatures, over: request.body, among: secrets)
    }

    /// In the body, which the signature covers.
    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.scalar(at: FieldPath([.member("generatedDateTime")])).flatMap(Timestamp.init(rfc3339:))
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]), payload: payload, id: Self.id(of: payload))]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { HMAC.code(of: payload, key: $0, algorithm: .sha256).base64 }
        return SignedRequest(fields: .json(signature.map { [(Self.firstField, $0)] } ?? []), body: payload)
    }

    /// A message about an envelope, or about one of its recipients.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        var data: [JSONValue.Member] = [
            .init("accountId", "a8f1c6a5-3b9e-4a52-9b2b-0f5a5a1f6a11"),
            .init("userId", "f2d6b4c8-5f0e-4c39-8f52-2b6f7a7f9b42"),
            .init("envelopeId", "9d4f9b5e-7a64-4f0f-8f0b-5a7c7f3f1d20"),
        ]
        if event.hasPrefix("recipient") { data.append(.init("recipientId", "1")) }
        let payload: JSONValue = [
            "event": .string(event), "apiVersion": "v2.1",
            "uri":
                "/restapi/v2.1/accounts/a8f1c6a5-3b9e-4a52-9b2b-0f5a5a1f6a11/envelopes/9d4f9b5e-7a64-4f0f-8f0b-5a7c7f3f1d20",
            "retryCount": 0, "configurationId": 10_418_598, "generatedDateTime": .string(moment.rfc3339),
            "data": .object(data),
        ]
        return payload.bytes
    }

    private static func id(of payload: JSONValue) -> String? {
        guard let data = payload["data"], let envelope = Payload.id(data["envelopeId"]),
            let time = Payload.id(payload["generatedDateTime"]), let event = Payload.id(payload["event"])
        else { return nil }
        return [event, envelope, Payload.id(data["recipientId"]) ?? "", time].joined(separator: " ")
    }
}
