import Formats
package import Values

/// Dropbox Sign, formerly HelloSign, e-signing; after <https://developers.hellosign.com/docs/events/walkthrough/>.
///
/// A form, `multipart/form-data`, whose part `json` is the payload. In it, `.event.event_hash` is the HMAC-SHA256 of
/// `.event.event_time` followed by `.event.event_type`, in hexadecimal, with the API key as the key. So the signature
/// covers the event and its time, but nothing else of the payload. There is no delivery id. Only a 200 with `Hello API
/// Event Received` counts as an answer; otherwise the event is sent again for about three days.
package struct DropboxSign: Provider {
    private static let field = "json"

    package var name: ProviderName { .dropboxSign }

    /// None: the signature is in the body.
    package var signatureFields: [String] { [] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        guard let event = Self.event(in: request), let hash = event.text("event_hash") else { throw .signatureMissing }
        guard let message = Self.message(event), let signature = [UInt8](hexadecimal: hash) else {
            throw .signatureMalformed
        }
        return try SignatureCheck.signer(of: [signature], over: message, among: secrets)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        Self.event(in: request)?.scalar("event_time").flatMap { Timestamp(seconds: $0) }
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        guard let body = Self.payload(of: request) else { throw .payloadMissing }
        let payload = try Payload.object(in: body)
        return [
            Event(name: try Payload.eventName(payload["event"]?["event_type"]), payload: payload, body: body)
        ]
    }

    /// The body that Dropbox Sign expects.
    package func acknowledgement(of request: SignedRequest) -> FixedReply? {
        FixedReply("Hello API Event Received")
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest {
        var content = payload
        if let secret {
            let object = try Payload.object(in: payload)
            guard let message = EventFields(in: payload).flatMap(Self.message) else { throw .timestampMissing }
            let hash = HMAC.code(of: message, key: secret, algorithm: .sha256).hexadecimal
            content = object.setting(.string(hash), at: ["event", "event_hash"]).bytes
        }
        let form = MultipartBody.of(content, named: Self.field)
        return SignedRequest(
            fields: HeaderFields([.init(name: "content-type", value: form.contentType)]), body: form.body)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let payload: JSONValue = [
            "event": [
                "event_type": .string(event), "event_time": "\(moment.seconds)",
                "event_metadata": [
                    "related_signature_id": "ad4d8a769b555fa5ef38691465d426682bf2c992",
                    "reported_for_account_id": "63522885f9261e2b04eea043933ee7313eb674fd", "reported_for_app_id": .null,
                ],
            ],
            "account_guid": "63522885f9261e2b04eea043933ee7313eb674fd", "client_id": .null,
            "signature_request": [
                "signature_request_id": "fa5c8a0b0f492d768749333ad6fcc214c111e967", "title": "Agreement",
                "test_mode": true, "is_complete": .bool(event == "signature_request_all_signed"),
            ],
        ]
        return payload.bytes
    }

    private static func event(in request: SignedRequest) -> EventFields? {
        payload(of: request).flatMap { EventFields(in: $0) }
    }

    private static func payload(of request: SignedRequest) -> [UInt8]? {
        if request.isBody(of: FormBody.type) {
            return FormBody(request.body)?.only(field).map { Array($0.utf8) }
        }
        guard request.isBody(of: MultipartBody.type), let type = request.fields["content-type"] else { return nil }
        return MultipartBody(request.body, contentType: type)?.only(field)
    }

    /// Both are strings in the documentation. They are joined without a separator, so only a time of digits and a type
    /// that begins with none make the message unambiguous.
    private static func message(_ event: EventFields) -> [UInt8]? {
        guard let time = event.scalar("event_time"), Timestamp(seconds: time) != nil,
            let type = event.scalar("event_type"), type.first?.isNumber == false
        else { return nil }
        return Array("\(time)\(type)".utf8)
    }
}
