import Formats
package import Values

/// GitLab; after <https://docs.gitlab.com/user/project/integrations/webhooks/>.
///
/// With a *secret token*, `X-Gitlab-Token` is the secret itself: nothing is signed, and the id is `Idempotency-Key`.
/// With a *signing token* (`whsec_…`, since GitLab 19) requests are signed as for ``StandardWebhooks``, and the token's
/// header is not compared with it; id and time are `webhook-id` and `webhook-timestamp`, which are signed. GitLab sends
/// the same id in both headers, and with every retry. The event is `.object_kind`, or `.event_name` in a system hook.
package struct GitLab: Provider {
    private static let tokenField = "X-Gitlab-Token"
    private static let eventField = "X-Gitlab-Event"
    private static let idField = "Idempotency-Key"
    private static let signatureField = "webhook-signature"
    private static let signedIDField = "webhook-id"

    package var name: ProviderName { .gitlab }

    /// `X-Gitlab-Event`, which both kinds of requests have.
    package var signatureFields: [String] { [Self.eventField] }

    package init() {}

    /// Verifies the signature if there is one and a signing token for it, else compares the secret token.
    package func signer(of request: SignedRequest, among secrets: [Secret]) throws(Rejection) -> Int {
        let areTokens = secrets.map { !$0.isSigningToken }
        let hasToken = !request.fields[all: Self.tokenField].isEmpty
        if areTokens.contains(false) || !hasToken, Self.isSigned(request) {
            return try StandardWebhooks().signer(of: request, among: secrets)
        }
        // A signing token is never sent, so it is not valid as a secret token.
        let tokens = zip(secrets, areTokens).map { $1 ? $0 : Secret([]) }
        return try SharedToken.owner(of: try request.value(of: Self.tokenField), among: tokens)
    }

    package func signedTime(in request: SignedRequest) -> Timestamp? {
        Self.isSigned(request) ? StandardWebhooks().signedTime(in: request) : nil
    }

    private static func isSigned(_ request: SignedRequest) -> Bool {
        !request.fields[all: signatureField].isEmpty
    }

    package func events(in request: SignedRequest) throws(Rejection) -> [Event] {
        let payload = try Payload.object(in: request.body)
        let name = try Payload.eventName(payload["object_kind"] ?? payload["event_name"])
        let idField = Self.isSigned(request) ? Self.signedIDField : Self.idField
        return [Event(name: name, payload: payload, id: request.text(of: idField))]
    }

    package func request(
        sending payload: [UInt8], of event: String, at moment: Timestamp, signedWith secret: Secret?
    ) throws(Rejection) -> SignedRequest {
        let own = [(Self.eventField, Self.title(of: event)), (Self.idField, SampleID.uuid(of: payload, at: moment))]
        guard let secret else { return SignedRequest(fields: .json(own), body: payload) }
        guard secret.standardWebhooksKey == nil else {
            let signed = try StandardWebhooks().request(
                sending: payload, of: event, at: moment, signedWith: secret)
            return SignedRequest(
                fields: HeaderFields(
                    signed.fields.fields + own.map { HeaderFields.Field(name: $0.0, value: $0.1) }), body: payload)
        }
        let token = String(decoding: secret.bytes, as: UTF8.self)
        return SignedRequest(fields: .json(own + [(Self.tokenField, token)]), body: payload)
    }

    /// Specific fields for `push`, `tag_push` and `merge_request`; other events get only the fields that all have.
    package func sample(of event: String, at moment: Timestamp) -> [UInt8] {
        let commit: JSONValue = "da1560886d4f094c3e6c9ef40349f7d38b5d27d7"
        let about: [JSONValue.Member] =
            switch event {
            case "push":
                [.init("ref", "refs/heads/main"), .init("checkout_sha", commit), .init("total_commits_count", 1)]
            case "tag_push": [.init("ref", "refs/tags/v1.0.0"), .init("checkout_sha", commit)]
            case "merge_request":
                [.init("object_attributes", ["iid": 1, "action": "open", "state": "opened", "target_branch": "main"])]
            default: []
            }
        let shared: [JSONValue.Member] = [
            .init("object_kind", .string(event)),
            .init("project", ["id": 15, "path_with_namespace": "mike/diaspora", "default_branch": "main"]),
        ]
        return JSONValue.object(shared + about).bytes
    }

    /// `merge_request` is `Merge Request Hook` in the header.
    private static func title(of event: String) -> String {
        (event.split(separator: "_").map { $0.prefix(1).uppercased() + $0.dropFirst() } + ["Hook"]).joined(
            separator: " ")
    }
}
