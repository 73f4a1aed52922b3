import Formats
import Testing
import Values

@testable import Signatures

/// A provider with a request that it would send, and the place of the signature in it.
struct Scheme: Sendable, CustomTestStringConvertible {
    enum Place: Sendable, Equatable {
        case header(String)
        case parameter(String)
        /// In the JSON body, or in the JSON that a form holds.
        case member([String], isForm: Bool)
    }

    let sender: any Provider
    let secret: Secret
    let place: Place
    /// The prefix of the signature's digits.
    var prefix = ""
    var encoding = SignatureEncoding.hexadecimal
    var digestLength = 32
    let event: String
    /// Whether every bit of the body is signed.
    var coversBody = true
    /// Whether it is an HMAC.
    var isHMAC = true

    /// A token in a header signs nothing.
    var signsTime: Bool { sender.name.signsTime && isHMAC }

    var testDescription: String { sender.name.rawValue + (digestLength == 64 ? " (sha512)" : "") }

    static let now = Timestamp(milliseconds: 1_795_467_241_000)
    static let key = Secret(Array("s3cret".utf8))
    static let time = "1795467241"

    var payload: [UInt8] { sender.sample(of: event, at: Self.now) }

    func request(secret other: Secret? = nil) throws -> SignedRequest {
        try sender.request(sending: payload, of: event, at: Self.now, signedWith: other ?? secret)
    }

    static let all: [Scheme] = [
        Scheme(
            sender: Circularo(), secret: key, place: .header("x-circularo-signature"), event: "documentCompleted"),
        Scheme(
            sender: GitHub(), secret: key, place: .header("X-Hub-Signature-256"), prefix: "sha256=", event: "push"),
        Scheme(
            sender: GitLab(), secret: key, place: .header("X-Gitlab-Token"), event: "push", coversBody: false,
            isHMAC: false),
        Scheme(
            sender: GitLab(), secret: Secret(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)),
            place: .header("webhook-signature"), prefix: "v1,", encoding: .base64, event: "merge_request"),
        Scheme(
            sender: Stripe(), secret: key, place: .header("Stripe-Signature"), prefix: "t=\(time),v1=",
            event: "invoice.paid"),
        Scheme(
            sender: StandardWebhooks(), secret: Secret(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8)),
            place: .header("webhook-signature"), prefix: "v1,", encoding: .base64, event: "user.created"),
        Scheme(
            sender: Slack(), secret: key, place: .header("X-Slack-Signature"), prefix: "v0=", event: "app_mention"),
        Scheme(
            sender: Shopify(), secret: key, place: .header("X-Shopify-Hmac-Sha256"), encoding: .base64,
            event: "orders/paid"),
        Scheme(
            sender: Docusign(), secret: key, place: .header("X-DocuSign-Signature-1"), encoding: .base64,
            event: "envelope-completed"),
        Scheme(
            sender: BoldSign(), secret: key, place: .header("X-BoldSign-Signature"), prefix: "t=\(time), s0=",
            event: "Completed"),
        Scheme(
            sender: Yousign(), secret: key, place: .header("X-Yousign-Signature-256"), prefix: "sha256=",
            event: "signature_request.done"),
        Scheme(sender: PandaDoc(), secret: key, place: .parameter("signature"), event: "document_state_changed"),
        Scheme(
            sender: SignWell(), secret: key, place: .member(["event", "hash"], isForm: false),
            event: "document_completed", coversBody: false),
        Scheme(
            sender: DropboxSign(), secret: key, place: .member(["event", "event_hash"], isForm: true),
            event: "signature_request_all_signed", coversBody: false),
        Scheme(
            sender: Documenso(), secret: key, place: .header("X-Documenso-Secret"), event: "DOCUMENT_COMPLETED",
            coversBody: false, isHMAC: false),
        Scheme(
            sender: Custom(custom()), secret: key, place: .header("X-Signature"), prefix: "v1:", event: "done"),
        Scheme(
            sender: Custom(custom(.sha512)), secret: key, place: .header("X-Signature"), prefix: "v1:",
            encoding: .base64, digestLength: 64, event: "done"),
        Scheme(
            sender: Custom(token), secret: key, place: .header("Authorization"), prefix: "Bearer ", event: "backup",
            coversBody: false, isHMAC: false),
    ]

    /// A secret in a header, and no event.
    static var token: CustomScheme {
        var scheme = CustomScheme()
        scheme.header = "Authorization"
        scheme.algorithm = .token
        scheme.prefix = "Bearer "
        scheme.event = .always("backup")
        scheme.id = .header("X-Id")
        return scheme
    }

    /// A scheme with all options.
    static func custom(_ algorithm: CustomScheme.Algorithm = .sha256) -> CustomScheme {
        var scheme = CustomScheme()
        scheme.header = "X-Signature"
        scheme.algorithm = algorithm
        scheme.encoding = algorithm == .sha512 ? .base64 : .hex
        scheme.prefix = "v1:"
        scheme.signed = SignedText("{id}.{timestamp}.{body}") ?? .body
        scheme.event = .field(FieldPath([.member("data"), .member("type")]))
        scheme.id = .header("X-Id")
        scheme.timestamp = .header("X-Time")
        return scheme
    }
}

extension Scheme {
    /// The digits of the signature without their prefix.
    func digits(of request: SignedRequest) -> String? {
        let text: String? =
            switch place {
            case .header(let name): request.fields[name]
            case .parameter(let name): request.parameters(named: name).first
            case .member(let path, _):
                (try? sender.events(in: request).first).flatMap { event in
                    path.reduce(event.payload as JSONValue?) { $0?[$1] }?.scalar
                }
            }
        return text.flatMap { $0.hasPrefix(prefix) ? String($0.dropFirst(prefix.count)) : nil }
    }

    /// The request with other values in place of the signature; several only if there can be several.
    func request(_ request: SignedRequest, with values: [String]) throws -> SignedRequest {
        switch place {
        case .header(let name):
            let others = request.fields.fields.filter { !$0.name.equalsIgnoringCase(name) }
            let fields = others + values.map { HeaderFields.Field(name: name, value: $0) }
            return SignedRequest(fields: HeaderFields(fields), query: request.query, body: request.body)
        case .parameter(let name):
            let query = values.map { "\(name)=\($0.replacing("+", with: "%2B"))" }.joined(separator: "&")
            return SignedRequest(fields: request.fields, query: query, body: request.body)
        case .member(let path, let isForm):
            let payload = try sender.events(in: request).first?.payload ?? .null
            let value: JSONValue = values.first.map { .string($0) } ?? .null
            let body = payload.setting(value, at: path[...]).bytes
            guard isForm else { return SignedRequest(fields: request.fields, body: body) }
            let form = MultipartBody.of(body, named: "json")
            return SignedRequest(
                fields: HeaderFields([.init(name: "content-type", value: form.contentType)]), body: form.body)
        }
    }

    /// The index of the secret that signed, or the rejection.
    func verdict(_ request: SignedRequest, secrets: [Secret]? = nil) -> Result<Int, Rejection> {
        Result { () throws(Rejection) in try sender.signer(of: request, among: secrets ?? [secret]) }
    }
}
