import Formats
package import Values

/// BoldSign, e-signing; after <https://developers.boldsign.com/webhooks/verify-webhook-events/> and
/// <https://developers.boldsign.com/webhooks/setting-webhook/>.
///
/// `X-BoldSign-Signature: t=UNIX, s0=…, s1=…` where `s0` is the HMAC-SHA256 of `t.body` in hexadecimal with the current
/// key, and `s1` with the old one while that is valid. The documentation does not say whether `t` changes when an event
/// is sent again, so there is no replay window by default. Event and id are in the body: `.event.eventType` and
/// `.event.id`.
///
/// Before a webhook has a key, BoldSign verifies its address with a request whose `X-BoldSign-Event` is `Verification`.
/// It expects a 200.
package struct BoldSign: Provider {
    private static let signatureField = "X-BoldSign-Signature"
    private static let eventField = "X-BoldSign-Event"
    private static let verification = "Verification"

    package var name: ProviderName { .boldsign }

    package var signatureFields: [String] { [Self.signatureField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let header = SignatureHeader(try request.value(of: Self.signatureField)), let time = header.only("t")
        else {
            throw .signatureMalformed
        }
        guard Timestamp(seconds: time) != nil else { throw .timestampMissing }
        return try SignatureCheck.signer(
            of: header.signatures("s0", "s1"), over: Self.message(time, request.body), among: secrets)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.text(of: Self.signatureField).flatMap { SignatureHeader($0)?.only("t") }.flatMap {
            Timestamp(seconds: $0)
        }
    }

    /// An empty answer to the verification of the address.
    package func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply? {
        request.text(of: Self.eventField)?.hasBytes(of: Self.verification) == true ? FixedReply("") : nil
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        let event = payload["event"]
        return [
            Event(
                name: try Payload.eventName(event?["eventType"]), payload: payload, id: Payload.id(event?["id"]))
        ]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { secret in
            let message = Self.message(String(moment.seconds), payload)
            return "t=\(moment.seconds), s0=\(HMAC.code(of: message, key: secret, algorithm: .sha256).hexadecimal)"
        }
        let signed = signature.map { [(Self.signatureField, $0)] } ?? []
        return SignedRequest(fields: .json([(Self.eventField, event)] + signed), body: payload)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload: JSONValue = [
            "event": [
                "id": "\(SampleID.uuid(of: Array(event.utf8), at: moment))", "created": .integer(moment.seconds),
                "eventType": .string(event), "environment": "Test",
            ],
            "data": [
                "object": "document", "documentId": "82b2e0fe-5a2d-4d1f-a2e0-3c7f6b1d9e10",
                "messageTitle": "Agreement",
                "status": .string(event == "Completed" ? "Completed" : "WaitingForOthers"),
                "senderDetail": ["name": "Ann", "emailAddress": "ann@example.com"],
            ],
        ]
        return payload.bytes
    }

    private static func message(_ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(time).".utf8) + body
    }
}
