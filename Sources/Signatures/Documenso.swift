import Formats
package import Values

/// Documenso, e-signing; after <https://docs.documenso.com/developers/webhooks>.
///
/// `X-Documenso-Secret` is the secret itself: nothing is signed, and anyone who has seen one request can forge others.
/// The event is `.event`, such as `DOCUMENT_COMPLETED`. There is no delivery id and no signed time. If no secret was
/// entered, the header is empty, and such requests are rejected.
package struct Documenso: Provider {
    private static let secretField = "X-Documenso-Secret"

    package var name: ProviderName { .documenso }

    package var signatureFields: [String] { [Self.secretField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        try SharedToken.owner(of: try request.value(of: Self.secretField), among: secrets)
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [Event(name: try Payload.eventName(payload["event"]), payload: payload)]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let value = secret.map { String(decoding: $0.bytes, as: UTF8.self) }
        return SignedRequest(fields: .json(value.map { [(Self.secretField, $0)] } ?? []), body: payload)
    }

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
