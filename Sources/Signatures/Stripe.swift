import Formats
package import Values

/// Stripe; after <https://docs.stripe.com/webhooks#verify-manually>.
///
/// `Stripe-Signature: t=UNIX,v1=…` where `v1` is the HMAC-SHA256 of `t.body` in hexadecimal; there are several while a
/// secret is rolled. Other schemes, such as `v0` of test events, are ignored. The libraries allow five minutes between
/// `t` and now. Event and id are in the body: `.type` and `.id`.
package struct Stripe: Provider {
    private static let signatureField = "Stripe-Signature"

    package var name: ProviderName { .stripe }

    package var signatureFields: [String] { [Self.signatureField] }

    package var defaultReplayWindow: Duration? { .seconds(300) }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let header = SignatureHeader(try request.value(of: Self.signatureField)), let time = header.only("t")
        else {
            throw .signatureMalformed
        }
        guard Timestamp(seconds: time) != nil else { throw .timestampMissing }
        return try SignatureCheck.signer(
            of: header.signatures("v1"), over: Self.message(time, request.body), among: secrets)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.text(of: Self.signatureField).flatMap { SignatureHeader($0)?.only("t") }.flatMap {
            Timestamp(seconds: $0)
        }
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [
            Event(name: try Payload.eventName(payload["type"]), payload: payload, id: Payload.id(payload["id"]))
        ]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let signature = secret.map { secret in
            let message = Self.message(String(moment.seconds), payload)
            return "t=\(moment.seconds),v1=\(HMAC.code(of: message, key: secret, algorithm: .sha256).hexadecimal)"
        }
        return SignedRequest(fields: .json(signature.map { [(Self.signatureField, $0)] } ?? []), body: payload)
    }

    /// An event object (<https://docs.stripe.com/api/events/object>) with an object of the event's kind.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let kind = event.split(separator: ".").dropLast().joined(separator: ".")
        let object: JSONValue =
            switch kind {
            case "invoice": ["id": "in_1MtHbE", "object": "invoice", "amount_paid": 2000, "currency": "eur"]
            case "checkout.session":
                ["id": "cs_test_a1b2", "object": "checkout.session", "amount_total": 2000, "payment_status": "paid"]
            case "customer.subscription":
                ["id": "sub_1MowQV", "object": "subscription", "customer": "cus_Na6dX7", "status": "active"]
            default:
                [
                    "id": "pi_3MtwBw", "object": .string(kind.isEmpty ? "payment_intent" : kind), "amount": 2000,
                    "currency": "eur", "status": "succeeded",
                ]
            }
        let payload: JSONValue = [
            "id": "evt_\(SampleID.hexadecimal(of: Array(event.utf8), at: moment).prefix(24))", "object": "event",
            "api_version": "2024-06-20", "created": .integer(moment.seconds), "type": .string(event),
            "data": ["object": object], "livemode": false, "pending_webhooks": 1,
        ]
        return payload.bytes
    }

    private static func message(_ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("\(time).".utf8) + body
    }
}
