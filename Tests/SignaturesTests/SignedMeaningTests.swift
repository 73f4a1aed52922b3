import Formats
import Testing
import Values

@testable import Signatures

/// Signed bytes mean one thing, whatever an unsigned header says about them.
@Suite struct SignedMeaningTests {
    private static let types = [
        nil, "application/json", "application/x-www-form-urlencoded",
        "Application/X-WWW-Form-Urlencoded; charset=utf-8",
        "multipart/form-data; boundary=b", "text/plain",
    ]

    /// The events that a provider reads from a body under each content type.
    private func meanings(
        of body: String, _ sender: any Provider, _ fields: [(String, String)] = []
    ) -> [Result<[Event], Rejection>] {
        Self.types.map { type in
            let fields = fields + (type.map { [("Content-Type", $0)] } ?? [])
            let header = HeaderFields(fields.map { HeaderFields.Field(name: $0.0, value: $0.1) })
            return Result { () throws(Rejection) in
                try sender.events(in: SignedRequest(fields: header, body: Array(body.utf8)))
            }
        }
    }

    @Test(arguments: Scheme.all.filter(\.coversBody))
    func `a signed body has the same meaning under every content type`(scheme: Scheme) throws {
        let request = try scheme.request()
        let expected = try scheme.sender.events(in: request)
        for type in Self.types {
            let others = request.fields.fields.filter { !$0.name.equalsIgnoringCase("content-type") }
            let fields = others + (type.map { [.init(name: "content-type", value: $0)] } ?? [])
            let changed = SignedRequest(fields: HeaderFields(fields), query: request.query, body: request.body)
            #expect(scheme.verdict(changed) == .success(0))
            #expect(try scheme.sender.events(in: changed) == expected, "\(type ?? "none")")
            #expect(scheme.sender.acknowledgement(of: changed) == scheme.sender.acknowledgement(of: request))
        }
    }

    @Test func `GitHub JSON with a form inside a string stays JSON`() throws {
        let title = "x&payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%2C%22evil%22%3Atrue%7D&y"
        for meaning in meanings(of: #"{"title":"\#(title)"}"#, GitHub(), [("X-GitHub-Event", "push")]) {
            #expect(try meaning.get().map(\.payload) == [["title": .string(title)]])
        }
    }

    @Test(arguments: ["x&command=%2Fdeploy&text=prod&y", "x&payload=%7B%22type%22%3A%22block_actions%22%7D&y"])
    func `Slack JSON with a form inside a string stays JSON`(text: String) throws {
        let body = #"{"type":"event_callback","event":{"type":"message","text":"\#(text)"}}"#
        for meaning in meanings(of: body, Slack()) {
            #expect(try meaning.get().map(\.name) == ["message"])
        }
    }

    @Test(arguments: [
        ("payload=%7B%7D&x=1", Rejection.formUnknown), ("payload=%7B%7D&payload=%7B%7D", .formUnknown),
        ("x=1&payload=%7B%7D", .formUnknown), ("payload=%7", .formUnknown), ("payload=1", .notAnObject),
        (" payload=%7B%7D", .notJSON(offset: 1, reason: "expected a value")),
        ("&payload=%7B%7D", .notJSON(offset: 0, reason: "expected a value")), ("[{}]", .notAnObject),
        ("", .notJSON(offset: 0, reason: "unexpected end")),
    ])
    func `a GitHub body that is neither JSON nor its form is rejected`(body: String, rejection: Rejection) {
        for meaning in meanings(of: body, GitHub(), [("X-GitHub-Event", "push")]) {
            #expect(meaning == .failure(rejection))
        }
    }

    @Test(arguments: [
        ("payload=%7B%22type%22%3A%22a%22%7D&command=%2Fx", Rejection.formUnknown),
        ("command=%2Fx&payload=%7B%7D", .formUnknown), ("token=t&command=%2Fx&command=%2Fy", .formUnknown),
        ("token=t&Command=%2Fx", .formUnknown), ("token=t&%7B=1&command=%2Fx", .formUnknown),
        ("token=t", .eventMissing),
        ("{&command=%2Fx", .notJSON(offset: 1, reason: "expected '\"'")),
    ])
    func `a Slack body that is neither JSON nor one of its forms is rejected`(body: String, rejection: Rejection) {
        for meaning in meanings(of: body, Slack()) { #expect(meaning == .failure(rejection)) }
    }

    @Test func `a slash command may have undocumented fields`() throws {
        let body = "token=t&team_id=T1&is_enterprise_install=false&command=%2Fdeploy&text=prod+%26+test&new_field=1"
        for meaning in meanings(of: body, Slack()) {
            let event = try #require(try meaning.get().first)
            #expect(
                event.name == "/deploy" && event.payload["text"] == "prod & test" && event.payload["new_field"] == "1")
        }
    }
}
