import Formats
import Testing
import Values

@testable import Signatures

/// Where event, id, time and payload are found.
@Suite struct EventTests {
    private static let now = Scheme.now

    private func request(_ body: String, _ fields: KeyValuePairs<String, String> = [:]) -> SignedRequest {
        SignedRequest(
            fields: HeaderFields(fields.map { HeaderFields.Field(name: $0.key, value: $0.value) }),
            body: Array(body.utf8))
    }

    @Test(arguments: Scheme.all)
    func `a request that we send verifies and names its event`(scheme: Scheme) throws {
        let request = try scheme.request()
        #expect(scheme.verdict(request) == .success(0))
        let events = try scheme.sender.events(in: request)
        #expect(events.map(\.name) == [scheme.event])
        #expect(!scheme.sender.lacksSignature(request))
        let unsigned = try scheme.sender.request(
            sending: scheme.payload, of: scheme.event, at: Self.now, signedWith: nil)
        #expect(try scheme.sender.events(in: unsigned).map(\.name) == [scheme.event])
        #expect(throws: Rejection.signatureMissing) {
            try scheme.sender.signer(of: unsigned, among: [scheme.secret])
        }
    }

    @Test(arguments: [
        ("circularo", ProviderName.circularo.documentedEvents),
        ("github", ["push", "pull_request", "release", "ping", "issues"]),
        (
            "stripe",
            ["invoice.paid", "payment_intent.succeeded", "checkout.session.completed", "customer.subscription.deleted"]
        ),
        ("gitlab", ["push", "tag_push", "merge_request", "pipeline"]), ("slack", ["app_mention", "message"]),
        ("shopify", ["orders/create", "products/update", "customers/create", "app/uninstalled"]),
        ("docusign", ["envelope-completed", "recipient-completed"]), ("boldsign", ["Completed", "Signed"]),
        ("yousign", ["signature_request.done", "signer.done"]),
        ("pandadoc", ["document_state_changed", "document_deleted"]),
        ("signwell", ProviderName.signwell.documentedEvents),
        ("dropbox-sign", ProviderName.dropboxSign.documentedEvents),
        ("documenso", ["DOCUMENT_COMPLETED", "DOCUMENT_SIGNED"]), ("standard-webhooks", ["deliverable.generated"]),
        ("custom", ["any thing \"quoted\""]),
    ])
    func `a sample is a payload of its event, and can be signed`(name: String, events: [String]) throws {
        let scheme = try #require(Scheme.all.first { $0.sender.name.rawValue == name })
        for event in events {
            let payload = scheme.sender.sample(of: event, at: Self.now)
            #expect(try Payload.object(in: payload) != .object([]))
            let request = try scheme.sender.request(
                sending: payload, of: event, at: Self.now, signedWith: scheme.secret)
            #expect(scheme.verdict(request) == .success(0))
            #expect(try scheme.sender.events(in: request).map(\.name) == [event])
        }
    }

    @Test func `every provider is in the table, and is found by its name`() {
        #expect(Set(Scheme.all.map(\.sender.name)) == Set(ProviderName.allCases))
        for name in ProviderName.allCases { #expect(name.sender().name == name) }
    }

    @Test(arguments: Scheme.all)
    func `a signed time is read if there is one`(scheme: Scheme) throws {
        let time = scheme.sender.signedTime(in: try scheme.request())
        #expect(time == (scheme.signsTime ? Self.now : nil))
        #expect(scheme.sender.signedTime(in: request("{}")) == nil)
        #expect(scheme.sender.signedTime(in: request("")) == nil)
    }

    @Test(arguments: [
        (#"{"timestamp":"2026-11-23T20:54:01Z"}"#, Self.now), (#"{"timestamp":1795467241}"#, Self.now),
        (#"{"timestamp":"1795467241000"}"#, Self.now), (#"{"timestamp":"2026-11-23T22:54:01.000+02:00"}"#, Self.now),
        (#"{"timestamp":"yesterday"}"#, nil), (#"{"timestamp":1795467241.5}"#, nil), (#"{"timestamp":1e300}"#, nil),
        (#"{"timestamp":99999999999999999999}"#, nil), (#"{"timestamp":null}"#, nil), (#"{"timestamp":{}}"#, nil),
        (#"{"timestamp":""}"#, nil), (#"{"timestamp":-1795467241}"#, nil),
    ])
    func `a time in an undocumented format is read in every known one`(body: String, time: Timestamp?) {
        #expect(Circularo().signedTime(in: request(body)) == time)
    }

    @Test func `ids are the provider's own, and stay the same in retries`() throws {
        let withIDs: Set<ProviderName> = [
            .github, .gitlab, .stripe, .standardWebhooks, .slack, .shopify, .docusign, .boldsign, .yousign, .pandadoc,
            .custom,
        ]
        for scheme in Scheme.all {
            let ids = try scheme.sender.events(in: scheme.request()).map(\.id)
            #expect(ids.allSatisfy { ($0 != nil) == withIDs.contains(scheme.sender.name) }, "\(scheme)")
        }
        let message =
            #"{"event":"envelope-sent","retryCount":RETRY,"generatedDateTime":"2026-11-23T20:54:01.1234567Z","data":{"envelopeId":"e"}}"#
        let again = try ["0", "3"].map {
            try Docusign().events(in: request(message.replacing("RETRY", with: $0)))[0].id
        }
        #expect(again == Array(repeating: "envelope-sent e  2026-11-23T20:54:01.1234567Z", count: 2))
        #expect(try Docusign().events(in: request(#"{"event":"envelope-sent"}"#))[0].id == nil)
    }

    @Test func `GitHub sends JSON, or a form with JSON in it`() throws {
        let headers: KeyValuePairs = [
            "X-GitHub-Event": "push", "X-GitHub-Delivery": "72d3162e",
            "Content-Type": "application/x-www-form-urlencoded",
        ]
        let event = try #require(
            try GitHub().events(in: request("payload=%7B%22ref%22%3A+%22%C3%A4%22%7D", headers)).first)
        #expect(event.body == Array(#"{"ref": "ä"}"#.utf8))
        #expect(event.payload == ["ref": "ä"] && event.id == "72d3162e" && event.name == "push")
        for body in ["x=1", "payload=%7B%7D&payload=%7B%7D", "payload=%7", "payload=%FF", "payload=%GG"] {
            #expect(throws: Rejection.formUnknown) { try GitHub().events(in: request(body, headers)) }
        }
        #expect(throws: Rejection.notAnObject) { try GitHub().events(in: request("payload=1", headers)) }
        #expect(throws: Rejection.eventMissing) { try GitHub().events(in: request("{}")) }
        #expect(throws: Rejection.eventMissing) {
            try GitHub().events(in: request("{}", ["X-GitHub-Event": "push", "x-github-event": "ping"]))
        }
    }

    @Test func `Slack's callbacks and interactions are read, and others are rejected`() throws {
        let form: KeyValuePairs = ["content-type": "application/x-www-form-urlencoded; charset=utf-8"]
        let interaction = try #require(
            try Slack().events(in: request("payload=%7B%22type%22%3A%22block_actions%22%7D", form)).first)
        #expect(interaction.name == "block_actions" && interaction.body == Array(#"{"type":"block_actions"}"#.utf8))
        let callback = request(#"{"type":"event_callback","event_id":"Ev1","event":{"type":"message"}}"#)
        let event = try #require(try Slack().events(in: callback).first)
        #expect(event.name == "message" && event.id == "Ev1" && event.body == nil)
        #expect(try Slack().events(in: request(#"{"type":"app_rate_limited"}"#))[0].name == "app_rate_limited")
        #expect(throws: Rejection.eventMissing) { try Slack().events(in: request("a=b", form)) }
        #expect(throws: Rejection.formUnknown) { try Slack().events(in: request("a=b&a=c", form)) }
        #expect(Slack().acknowledgement(of: callback) == nil)
    }

    @Test func `each item of a PandaDoc array is an event`() throws {
        let body = #"[{"event":"a","n":1.50},{"data":{"x":[1, 2]},"event":"b"}]"#
        let events = try PandaDoc().events(in: request(body, ["X-PandaDoc-Webhook-Event-Id": "e"]))
        #expect(events.map(\.name) == ["a", "b"] && events.map(\.id) == ["e 0", "e 1"])
        #expect(
            events.map { String(decoding: $0.body ?? [], as: UTF8.self) }
                == [#"{"event":"a","n":1.50}"#, #"{"data":{"x":[1,2]},"event":"b"}"#])
        #expect(try PandaDoc().events(in: request(body)).map(\.id) == [nil, nil])
        let wrong: [(String, Rejection)] = [
            ("[]", .eventMissing), ("{}", .notAnArray), (#"[{"event":"a"},{}]"#, .eventMissing),
            (#"[{"event":"a"},1]"#, .notAnObject), ("", .notJSON(offset: 0, reason: "unexpected end")),
        ]
        for (body, rejection) in wrong {
            #expect(throws: rejection) { try PandaDoc().events(in: request(body)) }
        }
    }

    @Test func `a custom provider finds event and id in header or payload`() throws {
        var scheme = Scheme.custom()
        scheme.event = .header("X-Event")
        scheme.id = .field(FieldPath([.member("items"), .item(0), .member("id")]))
        let event = try #require(
            try Custom(scheme).events(in: request(#"{"items":[{"id":7}]}"#, ["X-Event": "e"])).first)
        #expect(event.name == "e" && event.id == "7")
        #expect(throws: Rejection.eventMissing) { try Custom(scheme).events(in: request("{}")) }
        let sample = Custom(scheme).sample(of: "e", at: Self.now)
        #expect(try Payload.object(in: sample)["items"]?[0]?["id"]?.scalar?.count == 32)
        #expect(Custom(scheme).signatureFields == ["X-Signature", "X-Time"])
    }

    @Test func `a GitLab signing token is never accepted as a secret token`() throws {
        let signing = Secret(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".utf8))
        let secrets = [Scheme.key, signing]
        let sent = try secrets.map {
            try GitLab().request(sending: Array("{}".utf8), of: "push", at: Self.now, signedWith: $0)
        }
        #expect(try sent.map { try GitLab().signer(of: $0, among: secrets) } == [0, 1])
        #expect(sent[0].fields["x-gitlab-event"] == "Push Hook" && sent[1].fields["x-gitlab-token"] == nil)
        let leaked = request(
            "{}", ["X-Gitlab-Event": "Push Hook", "X-Gitlab-Token": String(decoding: signing.bytes, as: UTF8.self)])
        #expect(throws: Rejection.signatureWrong) { try GitLab().signer(of: leaked, among: secrets) }
        // Both at once, as during a migration: the signature is verified if there is a signing token.
        let both = SignedRequest(
            fields: HeaderFields(sent[0].fields.fields + sent[1].fields.fields), body: Array("{}".utf8))
        #expect(try GitLab().signer(of: both, among: [Scheme.key]) == 0)
        let forged = SignedRequest(fields: both.fields, body: Array("{ }".utf8))
        #expect(throws: Rejection.signatureWrong) { try GitLab().signer(of: forged, among: secrets) }
    }

    @Test func `GitLab's id and time are the signed ones if there is a signature`() throws {
        let fields: KeyValuePairs = [
            "webhook-signature": "v1,x", "webhook-id": "signed", "webhook-timestamp": Scheme.time,
            "Idempotency-Key": "unsigned", "X-Gitlab-Event": "Push Hook",
        ]
        let signed = request(#"{"object_kind":"push"}"#, fields)
        #expect(try GitLab().events(in: signed).map(\.id) == ["signed"])
        #expect(GitLab().signedTime(in: signed) == Self.now)
        let others = fields.filter { $0.key != "webhook-signature" }.map {
            HeaderFields.Field(name: $0.key, value: $0.value)
        }
        let plain = SignedRequest(fields: HeaderFields(others), body: signed.body)
        #expect(try GitLab().events(in: plain).map(\.id) == ["unsigned"])
        #expect(GitLab().signedTime(in: plain) == nil)
    }

    @Test func `the signature marks the request if the id is not signed`() throws {
        for scheme in Scheme.all {
            let mark = scheme.sender.signatureMark(of: try scheme.request())
            let isMarked: Set<ProviderName> = [.github, .shopify, .pandadoc]
            #expect((mark?.count == 32) == isMarked.contains(scheme.sender.name), "\(scheme)")
        }
        var scheme = Scheme.custom()
        scheme.signed = .body
        let unsignedID = try Custom(scheme).request(
            sending: Array("{}".utf8), of: "e", at: Self.now, signedWith: Scheme.key)
        #expect(Custom(scheme).signatureMark(of: unsignedID)?.count == 32)
        scheme.id = .field(FieldPath([.member("id")]))
        #expect(Custom(scheme).signatureMark(of: unsignedID) == nil)
        scheme.id = nil
        #expect(Custom(scheme).signatureMark(of: unsignedID) == nil)
    }

    @Test func `a request with too many events is rejected before they are read`() throws {
        let items = Array(repeating: #"{"event":"a"}"#, count: 1001).joined(separator: ",")
        #expect(throws: Rejection.tooManyEvents) { try PandaDoc().events(in: request("[\(items) and no JSON")) }
        #expect(throws: Rejection.tooManyEvents) {
            try GitHub().events(
                in: request("payload=%7B%22a%22:[\(items)]%7D", ["X-GitHub-Event": "push"]), each: FieldPath("a"))
        }
        #expect(throws: Rejection.tooManyEvents) {
            try Custom(Scheme.custom()).events(in: request("[\(items)]"), each: .whole)
        }
    }

    @Test(arguments: [
        (#"{"object_kind":"push"}"#, "push"), (#"{"event_name":"project_create"}"#, "project_create"),
        (#"{"object_kind":"push","event_name":"other"}"#, "push"),
    ])
    func `GitLab names its events in one of two fields`(body: String, name: String) throws {
        #expect(try GitLab().events(in: request(body)).map(\.name) == [name])
    }

    @Test func `an empty custom scheme rejects every request`() {
        let request = request("{}", ["": "00"])
        #expect(throws: Rejection.self) { try ProviderName.custom.sender().signer(of: request, among: [Scheme.key]) }
        #expect(ProviderName.custom.sender().lacksSignature(self.request("{}")))
    }

    @Test(arguments: [Circularo(), Custom(CustomScheme()), PandaDoc()] as [any Provider])
    func `an array of too many items is rejected before any event is created`(provider: any Provider) throws {
        let field = FieldPath([.member("items")])
        func event(items: Int) -> Event {
            let payload: JSONValue = ["items": .array(Array(repeating: 1, count: items))]
            return Event(name: "x", payload: payload)
        }
        #expect(try provider.items(of: event(items: 1000), at: field).count == 1000)
        #expect(throws: Rejection.tooManyEvents) { try provider.items(of: event(items: 1001), at: field) }
    }

    @Test func `a PandaDoc request may have at most 1000 events`() {
        let event = #"{"event":"x"}"#
        let body = "[\(Array(repeating: event, count: 1001).joined(separator: ","))]"
        #expect(throws: Rejection.tooManyEvents) { try PandaDoc().events(in: request(body)) }
    }
}
