import Formats
package import Values

/// GitHub; after <https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries> and
/// <https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers>.
///
/// `X-Hub-Signature-256: sha256=…` is the HMAC-SHA256 of the raw body in hexadecimal. The event is in `X-GitHub-Event`,
/// the delivery's id in `X-GitHub-Delivery`; the signature covers neither. A webhook sends JSON, or a form whose only
/// field `payload` is the JSON. The body decides which: the signature does not cover the content type, so a sender
/// could use that to change the meaning of the signed bytes. There is no signed time. GitHub sends `ping` when a
/// webhook is created; it is an ordinary event.
package struct GitHub: Provider {
    private static let signatureField = "X-Hub-Signature-256"
    private static let prefix = "sha256="

    package var name: ProviderName { .github }

    /// The older `X-Hub-Signature` with SHA-1 is ignored.
    package var signatureFields: [String] { [Self.signatureField] }

    package init() {}

    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let signature = try request.signature(in: Self.signatureField, prefix: Self.prefix)
        return try SignatureCheck.signer(of: [signature], over: request.body, among: secrets)
    }

    /// The signature, since it does not cover the header with the id.
    package func signatureMark(of request: SignedRequest) -> [UInt8]? {
        try? request.signature(in: Self.signatureField, prefix: Self.prefix)
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let name = try Payload.eventName(request.text(of: "X-GitHub-Event"))
        let id = request.text(of: "X-GitHub-Delivery")
        guard FormBody.isForm(request.body) else {
            return [Event(name: name, payload: try Payload.object(in: request.body), id: id)]
        }
        guard let body = FormBody(request.body)?.payload else { throw .formUnknown }
        return [Event(name: name, payload: try Payload.object(in: body), id: id, body: body)]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) -> SignedRequest {
        let id = SampleID.uuid(of: payload, at: moment)
        let signature = secret.map { Self.prefix + HMAC.code(of: payload, key: $0, algorithm: .sha256).hexadecimal }
        let signed = signature.map { [(Self.signatureField, $0)] } ?? []
        return SignedRequest(
            fields: .json([("X-GitHub-Event", event), ("X-GitHub-Delivery", id)] + signed), body: payload)
    }

    /// Specific fields for `push`, `pull_request`, `release` and `ping`; other events get only the fields that all
    /// have.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let commit = "6113728f27ae82c7b1a177c8d03f9e96e0adf246"
        let about: [JSONValue.Member]
        switch event {
        case "push":
            about = [
                .init("ref", "refs/heads/main"), .init("before", "0000000000000000000000000000000000000000"),
                .init("after", "\(commit)"), .init("deleted", false),
                .init("head_commit", ["id": "\(commit)", "message": "Update README.md"]),
            ]
        case "pull_request":
            about = [
                .init("action", "opened"), .init("number", 2),
                .init("pull_request", ["title": "Update the README", "state": "open", "head": ["sha": "\(commit)"]]),
            ]
        case "release":
            about = [.init("action", "published"), .init("release", ["tag_name": "v1.0.0", "draft": false])]
        case "ping": about = [.init("zen", "Keep it logically awesome."), .init("hook_id", 1)]
        default: about = [.init("action", "created")]
        }
        let shared: [JSONValue.Member] = [
            .init("repository", ["id": 186_853_002, "full_name": "octocat/hello-world", "private": false]),
            .init("sender", ["login": "octocat", "type": "User"]),
        ]
        return JSONValue.object(about + shared).bytes
    }
}
