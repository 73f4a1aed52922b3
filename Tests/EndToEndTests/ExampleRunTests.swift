import Formats
import Foundation
import Support
import Testing

/// The examples do what their comments say.
@Suite(.timeLimit(.minutes(4))) struct ExampleRunTests {
    private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "hooks.example").path

    private func run(_ file: String, _ event: String, _ payload: String, _ options: String...) async throws
        -> Program.Outcome
    {
        try await Program.run(
            ["run", "-c", "\(Self.directory)/\(file).conf"] + options + [event], input: payload)
    }

    @Test(arguments: [
        (
            "hookrunner", "signRejected", #"{"event":"signRejected","documentId":"d","actor":"ann@example.com"}"#,
            ["/circularo tell", "/circularo mail", "/circularo *"]
        ),
        (
            "hookrunner", "documentCompleted", #"{"documentId":"d","actor":"ann@test.example.com"}"#,
            ["/circularo archive", "/circularo *"]
        ),
        (
            "hookrunner", "documentCompleted", #"{"documentId":"d","actor":{"email":"ann@test.example.com"}}"#,
            ["/circularo archive", "/circularo tell", "/circularo *"]
        ),
        ("github", "push", #"{"ref":"refs/heads/main","after":"0a1b","deleted":false}"#, ["/github deploy"]),
        ("github", "push", #"{"ref":"refs/heads/main","after":"0000","deleted":true}"#, []),
        ("github", "push", #"{"ref":"refs/heads/mainline","after":"0a1b","deleted":false}"#, []),
        (
            "github", "release",
            #"{"action":"published","release":{"tag_name":"v1.2"},"repository":{"full_name":"a/b"}}"#,
            ["/github tell-release"]
        ),
        ("github", "release", #"{"action":"published","release":{"tag_name":"nightly"}}"#, []),
        (
            "stripe", "payment_intent.succeeded",
            #"{"data":{"object":{"id":"pi_1","amount":100001,"currency":"eur"}}}"#, ["/stripe large-payment"]
        ),
        (
            "stripe", "payment_intent.succeeded",
            #"{"data":{"object":{"id":"pi_1","amount":100000,"currency":"eur"}}}"#, []
        ),
        (
            "pandadoc", "document_state_changed", #"{"data":{"id":"x","status":"document.completed"}}"#,
            ["/pandadoc archive"]
        ),
        ("pandadoc", "document_state_changed", #"{"data":{"id":"x","status":"document.viewed"}}"#, []),
        (
            "dropbox-sign", "signature_request_all_signed", #"{"signature_request":{"signature_request_id":"x"}}"#,
            ["/dropbox-sign archive"]
        ),
        (
            "custom", "order.changed",
            #"{"orders":[{"number":1,"state":"open"},{"number":2,"state":"paid","total":0.01}]}"#,
            ["/shop ship, item 2"]
        ),
    ])
    func `each hook wants what it is there for`(
        file: String, event: String, payload: String, wanting: [String]
    ) async throws {
        let outcome = try await run(file, event, payload, "--dry-run")
        #expect(outcome.status == 0 && outcome.messages.isEmpty, "\(outcome.messages)")
        let titles = outcome.output.split(separator: "\n").filter { $0.first == "/" && $0.contains(": yes") }
        #expect(titles.map(String.init) == wanting.map { "\($0): yes" }, "\(outcome.output)")
    }

    @Test func `a channel is told what stands in the argument, as text and nothing else`() async throws {
        let payload = #"{"data":{"object":{"id":"\"};$(id)\\","amount":100001,"currency":"usd"}}}"#
        let outcome = try await run("stripe", "payment_intent.succeeded", payload)
        #expect(outcome.status == 0)
        #expect(outcome.output.contains(#"{"text": "100001 usd, payment \"};$(id)\\"}"#), "\(outcome.output)")
    }

    @Test func `deploy goes to a commit and to nothing else`() async throws {
        let place = try TemporaryDirectory()
        let always = [
            "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main", "-C", place.path,
        ]
        func git(_ arguments: String...) async throws -> String {
            try await Program.run(always + arguments, executable: "/usr/bin/git").output
        }
        _ = try await git("init", "-q", "origin")
        _ = try await git("-C", "origin", "commit", "-q", "--allow-empty", "-m", "one")
        _ = try await git("clone", "-q", "origin", "site")
        _ = try await git("-C", "origin", "commit", "-q", "--allow-empty", "-m", "two")
        let commit = try await git("-C", "origin", "rev-parse", "HEAD").trimmingCharacters(in: .newlines)
        let deploy = "\(Self.directory)/deploy"
        let site = place.file("site")
        let good = try await Program.run([site, commit], executable: deploy)
        #expect(good.status == 0 && good.output == "\(site) is at \(commit)\n")
        let head = try await git("-C", "site", "rev-parse", "HEAD").trimmingCharacters(in: .newlines)
        #expect(head == commit)
        for other in ["", "main", "--orphan", "\(commit)~1", "0a 0b"] {
            #expect(try await Program.run([site, other], executable: deploy).status == 100)
        }
    }
}
