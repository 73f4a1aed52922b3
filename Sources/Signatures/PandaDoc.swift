import Formats
package import Values

/// PandaDoc, e-signing; after <https://developers.pandadoc.com/docs/webhook-verification> and
/// <https://developers.pandadoc.com/docs/webhook-events>.
///
/// The query parameter `signature` is the HMAC-SHA256 of the raw body in hexadecimal. The body is an array of one or
/// more notifications: each is an event, named by its `.event`. `X-PandaDoc-Webhook-Event-Id`, which the signature does
/// not cover, stays the same when a request is sent again. There is no signed time.
package struct PandaDoc: Provider {
    private static let parameter = "signature"
    private static let idField = "X-PandaDoc-Webhook-Event-Id"

    package var name: ProviderName { .pandadoc }

    package var signatureFields: [String] { [] }

    package var signatureParameters: [String] { [Self.parameter] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try Self.signature(of: request)
        return try SignatureCheck.signer(of: [signature], over: request.body, among: secrets)
    }

    /// The signature, since it does not cover the header with the id.
    package func signatureMark(of request: SignedRequest) -> [UInt8]? {
        try? Self.signature(of: request)
    }

    private static func signature(of request: SignedRequest) throws(Rejection) -> [UInt8] {
        let values = request.parameters(named: parameter)
        guard let value = values.first else { throw .signatureMissing }
        guard values.count == 1, let signature = [UInt8](hexadecimal: value) else { throw .signatureMalformed }
        return signature
    }

    /// Creates an event for each item; an invalid item makes the whole request invalid.
    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        guard !JSONScanner.hasMoreItems(than: Event.mostInRequest, at: .whole, in: request.body[...]) else {
            throw .tooManyEvents
        }
        guard case .array(let items) = try Payload.value(in: request.body) else { throw .notAnArray }
        guard !items.isEmpty else { throw .eventMissing }
        let id = request.text(of: Self.idField)
        var events: [Event] = []
        for (position, item) in items.enumerated() {
            guard case .object = item else { throw .notAnObject }
            events.append(
                Event(
                    name: try Payload.eventName(item["event"]), payload: item, id: id.map { "\($0) \(position)" },
                    body: item.bytes))
        }
        return events
    }

    /// A payload that is not an array is wrapped into one.
    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let isArray = payload.first { !$0.isASCIIWhiteSpace } == UInt8(ascii: "[")
        let body = isArray ? payload : Array("[".utf8) + payload + Array("]".utf8)
        let query = secret.map { "\(Self.parameter)=\(HMAC.code(of: body, key: $0, algorithm: .sha256).hexadecimal)" }
        return SignedRequest(
            fields: .json([(Self.idField, SampleID.uuid(of: payload, at: moment))]), query: query, body: body)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload: JSONValue = [
            "event": .string(event),
            "data": [
                "id": "msFYActMfJHqNTKH8YSvF1", "name": "Sample document",
                "status": .string(event == "document_deleted" ? "document.deleted" : "document.completed"),
                "date_modified": .string(moment.rfc3339),
                "recipients": [["email": "bob@example.com", "first_name": "Bob", "has_completed": true]],
            ],
        ]
        return payload.bytes
    }
}
