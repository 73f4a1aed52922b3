import Formats
package import Values

/// Yousign, e-signing; after <https://developers.yousign.com/docs/use-webhooks-in-your-app> and
/// <https://developers.yousign.com/docs/webhook-messages>.
///
/// `X-Yousign-Signature-256: sha256=…` is the HMAC-SHA256 of the raw body in hexadecimal. Event, id and time are in the
/// body: `.event_name`, `.event_id`, `.event_time`. The time stays the same in retries, which continue for days, so
/// there is no replay window by default.
package struct Yousign: Provider {
    private static let signatureField = "X-Yousign-Signature-256"
    private static let prefix = "sha256="

    package var name: ProviderName { .yousign }

    package var signatureFields: [String] { [Self.signatureField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try request.signature(in: Self.signatureField, prefix: Self.prefix)
        return try SignatureCheck.signer(of: [signature], over: request.body, among: secrets)
    }

    /// In the body, which the signature covers.
    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.scalar(at: FieldPath([.member("event_time")])).flatMap { Timestamp(seconds: $0) }
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [
            Event(
                name: try Payload.eventName(payload["event_name"]), payload: payload,
                id: Payload.id(payload["event_id"]))
        ]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { Self.prefix + HMAC.code(of: payload, key: $0, algorithm: .sha256).hexadecimal }
        let fields = [("X-Yousign-Retry", "0"), ("X-Yousign-Issued-At", String(moment.seconds))]
        return SignedRequest(
            fields: .json(fields + (signature.map { [(Self.signatureField, $0)] } ?? [])), body: payload)
    }

    /// The payload of a `signer.…` event has a signer, too.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let status: JSONValue = event == "signature_request.done" ? "done" : "ongoing"
        var data: [JSONValue.Member] = [
            .init(
                "signature_request",
                ["id": "a7ad3d50-3c4f-4a0c-a4b0-0b8d2f7f3a51", "name": "Agreement", "status": status])
        ]
        if event.hasPrefix("signer.") {
            data.append(.init("signer", ["id": "c1e6e1a4-6d0e-4f5c-9f1b-2d3a4b5c6d7e", "status": "signed"]))
        }
        let payload: JSONValue = [
            "event_id": "\(SampleID.uuid(of: Array(event.utf8), at: moment))", "event_name": .string(event),
            "event_time": "\(moment.seconds)", "subscription_id": "5f7f3a51-2d3a-4f5c-9f1b-a7ad3d503c4f",
            "subscription_description": "hookrunner", "sandbox": true, "data": .object(data),
        ]
        return payload.bytes
    }
}
