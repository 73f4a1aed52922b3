import Formats
package import Values

/// SignWell, e-signing; after <https://developers.signwell.com/reference/event-hash-verification>.
///
/// `.event.hash` in the body is the HMAC-SHA256 of `TYPE@TIME` in hexadecimal, of `.event.type` and `.event.time`, with the
/// webhook's id as the key. So the signature covers the event and its time, but nothing else of the payload: who knows
/// one request can send any document with it. There is no delivery id.
package struct SignWell: Provider {
    /// `signwell`.
    package var name: ProviderName { .signwell }

    /// None: the signature stands in the body.
    package var signatureFields: [String] { [] }

    /// Makes the provider.
    package init() {}

    /// Compares the HMAC of type and time with `.event.hash`, for every secret.
    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let event = EventFields(in: request.body), let hash = event.text("hash") else { throw .signatureMissing }
        guard let message = Self.message(event), let signature = [UInt8](hexadecimal: hash) else {
            throw .signatureMalformed
        }
        return try SignatureCheck.signer(of: [signature], over: message, among: secrets)
    }

    /// `.event.time`.
    package func signedTime(in request: SignedRequest) -> Timestamp? {
        EventFields(in: request.body)?.scalar("time").flatMap(Timestamp.init(sent:))
    }

    /// Reads the body and takes `.event.type`.
    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]?["type"]), payload: payload)]
    }

    /// The payload with its hash.
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

    /// An event about a document.
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
