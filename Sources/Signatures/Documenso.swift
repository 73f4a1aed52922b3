import Formats
package import Values

/// Documenso, e-signing; after <https://docs.documenso.com/developers/webhooks>.
///
/// `X-Documenso-Secret` is the secret itself: nothing is signed, and who has seen one request can send any. The event is
/// `.event`, such as `DOCUMENT_COMPLETED`. There is no delivery id, and no signed time. Where no secret was entered the
/// header comes empty, which lets nothing in here.
package struct Documenso: Provider {
    private static let secretField = "X-Documenso-Secret"

    /// `documenso`.
    package var name: ProviderName { .documenso }

    /// `X-Documenso-Secret`.
    package var signatureFields: [String] { [Self.secretField] }

    /// Makes the provider.
    package init() {}

    /// Compares the header with every secret.
    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        try SharedToken.owner(of: try request.value(of: Self.secretField), among: secrets)
    }

    /// Reads the body and takes `.event`.
    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]), payload: payload)]
    }

    /// The secret and the content type.
    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let value = secret.map { String(decoding: $0.bytes, as: UTF8.self) }
        return SignedRequest(fields: .json(value.map { [(Self.secretField, $0)] } ?? []), body: payload)
    }

    /// An event about a document.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let isCompleted = event == "DOCUMENT_COMPLETED"
        let payload: JSONValue = [
            "event": .string(event),
            "payload": [
                "id": 10, "externalId": .null, "userId": 1, "title": "documenso.pdf",
                "status": .string(isCompleted ? "COMPLETED" : "PENDING"), "source": "DOCUMENT",
                "completedAt": isCompleted ? .string(moment.rfc3339) : .null,
                "recipients": [["id": 52, "email": "bob@example.com", "name": "Bob", "role": "SIGNER"]],
            ],
            "createdAt": .string(moment.rfc3339), "webhookEndpoint": "https://hooks.example.com/documenso",
        ]
        return payload.bytes
    }
}
