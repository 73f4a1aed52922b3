import Formats
package import Values

/// Slack; after <https://docs.slack.dev/authentication/verifying-requests-from-slack> and
/// <https://docs.slack.dev/apis/events-api/>.
///
/// `X-Slack-Signature: v0=…` is the HMAC-SHA256 of `v0:TIME:body` in hexadecimal. TIME is `X-Slack-Request-Timestamp`,
/// which may be five minutes from now. There are three kinds of requests:
///
/// - The Events API sends JSON: the event is `.event.type` (`.type` if there is none), the id `.event_id`.
/// - Interactions send a form whose field `payload` is JSON: the event is its `.type`.
/// - Slash commands send a form: the event is the command, such as `/deploy`, and the payload is an object of its
///   fields.
///
/// The body decides which of these it is: the signature does not cover the content type, so a sender could use that to
/// change the meaning of the signed bytes. Slack adds fields to its forms, so all names are accepted, each once.
///
/// Forms must be answered 200 with an empty body. `url_verification` is sent when the address is entered, and expects
/// its challenge back.
package struct Slack: Provider {
    private static let signatureField = "X-Slack-Signature"
    private static let timeField = "X-Slack-Request-Timestamp"
    private static let prefix = "v0="

    package var name: ProviderName { .slack }

    package var signatureFields: [String] { [Self.signatureField, Self.timeField] }

    package var defaultReplayWindow: Duration? { .seconds(300) }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try request.signature(in: Self.signatureField, prefix: Self.prefix)
        let time = try request.value(of: Self.timeField)
        guard Timestamp(seconds: time) != nil else { throw .timestampMissing }
        return try SignatureCheck.signer(of: [signature], over: Self.message(time, request.body), among: secrets)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        request.text(of: Self.timeField).flatMap { Timestamp(seconds: $0) }
    }

    package func handshake(for request: SignedRequest, isVerified: Bool) -> FixedReply? {
        guard isVerified, !FormBody.isForm(request.body), let payload = try? Payload.object(in: request.body),
            payload["type"]?.scalar?.hasBytes(of: "url_verification") == true,
            case .string(let challenge)? = payload["challenge"]
        else { return nil }
        return FixedReply(challenge)
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        guard FormBody.isForm(request.body) else {
            let payload = try Payload.object(in: request.body)
            let inner = payload["event"]?["type"] ?? payload["type"]
            return [
                Event(name: try Payload.eventName(inner), payload: payload, id: Payload.id(payload["event_id"]))
            ]
        }
        guard let form = FormBody(request.body) else { throw .formUnknown }
        if let body = form.payload {
            let payload = try Payload.object(in: body)
            return [Event(name: try Payload.eventName(payload["type"]), payload: payload, body: body)]
        }
        guard let payload = form.object, payload["payload"] == nil else { throw .formUnknown }
        return [Event(name: try Payload.eventName(payload["command"]), payload: payload, body: payload.bytes)]
    }

    /// Empty for interactions and slash commands: Slack shows the answer to its user.
    package func acknowledgement(of request: SignedRequest) -> FixedReply? {
        FormBody.isForm(request.body) ? FixedReply("") : nil
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let time = String(moment.seconds)
        let signature = secret.map {
            Self.prefix + HMAC.code(of: Self.message(time, payload), key: $0, algorithm: .sha256).hexadecimal
        }
        let signed = signature.map { [(Self.signatureField, $0)] } ?? []
        return SignedRequest(fields: .json([(Self.timeField, time)] + signed), body: payload)
    }

    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let seconds = moment.seconds
        let payload: JSONValue = [
            "token": "one-long-verification-token", "team_id": "T061EG9R6", "api_app_id": "A0PNCHHK2",
            "event": [
                "type": .string(event), "user": "U061F7AUR", "text": "<@U0LAN0Z89> is it everything a river should be?",
                "ts": "\(seconds).000100", "channel": "C123ABC456", "event_ts": "\(seconds).000100",
            ],
            "type": "event_callback",
            "event_id": "Ev\(SampleID.hexadecimal(of: Array(event.utf8), at: moment).prefix(8).uppercased())",
            "event_time": .integer(seconds),
        ]
        return payload.bytes
    }

    private static func message(_ time: String, _ body: [UInt8]) -> [UInt8] {
        Array("v0:\(time):".utf8) + body
    }
}
