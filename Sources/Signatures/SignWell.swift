import Formats
package import Values

/// SignWell, e-signing; after <https://developers.signwell.com/reference/event-hash-verification>.
///
/// `.event.hash` in the body is the HMAC-SHA256 of `TYPE@TIME` in hexadecimal, of `.event.type` and `.event.time`, with
/// the webhook's id as the key. So the signature covers the event and its time, but nothing else of the payload: anyone
/// who has seen one request can forge the rest of it. There is no delivery id.
package struct SignWell: Provider {
    package var name: ProviderName { .signwell }

    /// None: the signature is in the body.
    package var signatureFields: [String] { [] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let event = EventFields(in: request.body), let hash = event.text("hash") else { throw .signatureMissing }
        guard let message = Self.message(event), let signature = [UInt8](hexadecimal: hash) else {
            throw .signatureMalformed
        }
        return try SignatureCheck.signer(of: [signature], over: message, among: secrets)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        EventFields(in: request.body)?.scalar("time").flatMap(Timestamp.init(sent:))
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]?["type"]), payload: payload)]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest {
        guard let secret else { return SignedRequest(fields: .json([]), body: payload) }
        let object = try Payload.object(in: payload)
        guard let message = EventFields(in: payload).flatMap(Self.message) else { throw .timestampMissing }
        let hash = HMAC.code(of: message, key: secret, algorithm: .sha256).hexadecimal
        return SignedRequest(
            fields: .json([]), body: object.setting(.string(hash), at: ["event", "hash"]).bytes)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload: JSONValue = [
            "event": [
                "type": .string(event), "time": .integer(moment.seconds),
                "related_signer": ["email": "bob@example.com", "name": "Bob"],
            ],
            "data": [
                "object": [
                    "id": "a8b1c2d3-4e5f-4a6b-8c7d-9e0f1a2b3c4d", "name": "Agreement",
                    "status": .string(event == "document_completed" ? "Completed" : "Sent"),
                ],
                "account_id": "f3a5cb9d-5b4e-4f0e-8b9e-7a3a0d0b1c2d",
            ],
        ]
        return payload.bytes
    }

    private static func message(_ event: EventFields) -> [UInt8]? {
        guard let type = event.scalar("type"), let time = event.scalar("time") else { return nil }
        return Array("\(type)@\(time)".utf8)
    }
}
