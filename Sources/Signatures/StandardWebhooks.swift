import Formats
package import Values

/// All senders that follow <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>,
/// such as SignatureAPI.
///
/// `webhook-signature: v1,… v1,…`, separated by spaces, each the HMAC-SHA256 of `webhook-id.webhook-timestamp.body` in
/// base64; others, such as `v1a`, are ignored. The secret is `whsec_` and base64 of the key. The libraries allow five
/// minutes between `webhook-timestamp` and now. The event is in the body: `.type`.
package struct StandardWebhooks: Provider {
    private static let idField = "webhook-id"
    private static let timeField = "webhook-timestamp"
    private static let signatureField = "webhook-signature"

    package var name: ProviderName { .standardWebhooks }

    package var signatureFields: [String] { [Self.idField, Self.timeField, Self.signatureField] }

    package var defaultReplayWindow: Duration? { .seconds(300) }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let id = try request.value(of: Self.idField)
        let time = try request.value(of: Self.timeField)
        let items = try request.value(of: Self.signatureField).split(separator: " ", omittingEmptySubsequences: false)
        guard !items.contains("") else { throw .signatureMalformed }
        let signatures = items.compactMap { item in
            item.text(after: "v1,").flatMap { SignatureEncoding.base64.bytes(of: $0) }
        }
        guard Timestamp(seconds: time) != nil else { throw .timestampMissing }
        // A key that cannot be decoded keeps its index and never matches.
        let keys = secrets.map { $0.standardWebhooksKey ?? Secret([]) }
        return try SignatureCheck.signer(
            of: signatures, over: id.sentBytes.map { Self.message($0, time, request.body) }, among: keys)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.text(of: Self.timeField).flatMap { Timestamp(seconds: $0) }
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        return [
            Event(
                name: try Payload.eventName(payload["type"]), payload: payload, id: request.text(of: Self.idField))
        ]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest {
        let id = "msg_" + SampleID.hexadecimal(of: payload, at: moment)
        let time = String(moment.seconds)
        var fields = [(Self.idField, id), (Self.timeField, time)]
        if let secret {
            guard let key = secret.standardWebhooksKey else { throw .signatureWrong }
            let code = HMAC.code(of: Self.message(Array(id.utf8), time, payload), key: key, algorithm: .sha256)
            fields.append((Self.signatureField, "v1,\(code.base64)"))
        }
        return SignedRequest(fields: .json(fields), body: payload)
    }

    /// The three fields that the specification recommends.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload: JSONValue = [
            "type": .string(event), "timestamp": .string(moment.rfc3339),
            "data": ["id": "1f81eb52-5198-4599-803e-771906343485"],
        ]
        return payload.bytes
    }

    private static func message(_ id: [UInt8], _ time: String, _ body: [UInt8]) -> [UInt8] {
        id + Array(".\(time).".utf8) + body
    }
}
