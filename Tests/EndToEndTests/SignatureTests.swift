import Formats
import Foundation
import Support
import Testing

/// What a signature does not cover decides nothing: requests as an attacker would send them, with curl(1) and openssl(1).
@Suite(.timeLimit(.minutes(4))) struct SignatureTests {
    private static func endpoint(_ provider: String, _ more: String = "", secret: String = "CIRCULARO_SECRET") -> String
    {
        """
        endpoint /\(provider) {
            provider \(provider)
            secret env \(secret)
            \(more)
            on * run sh -c "cat >> payloads; echo >> payloads"
        }
        """
    }

    private func post(
        _ body: String, to path: String, at daemon: RunningDaemon, _ fields: [String]
    ) async throws -> RunningDaemon.Answer {
        let options = fields.flatMap { ["-H", $0] }
        return try await daemon.post(body, signature: "00", path: path, options: options)
    }

    @Test func `JSON of GitHub is not read as a form, whatever the content type says`() async throws {
        let settings = Self.endpoint("github", "duplicates keep")
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            let title = "x&payload=%7B%22ref%22%3A%22refs%2Fheads%2Fmain%22%2C%22evil%22%3Atrue%7D&y"
            let body = #"{"title":"\#(title)"}"#
            let signature = try await RunningDaemon.signature(of: body)
            for type in ["application/json", "application/x-www-form-urlencoded"] {
                let fields = [
                    "Content-Type: \(type)", "X-GitHub-Event: push", "X-Hub-Signature-256: sha256=\(signature)",
                ]
                #expect(try await post(body, to: "/github", at: daemon, fields).status == 202)
            }
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            #expect(daemon.directory.text(of: "payloads") == "\(body)\n\(body)\n")
        }
    }

    @Test func `JSON of Slack is not read as a slash command or an interaction`() async throws {
        let settings = Self.endpoint("slack", "duplicates keep")
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            for text in ["x&command=%2Fdeploy&text=prod&y", "x&payload=%7B%22type%22%3A%22block_actions%22%7D&y"] {
                let body = #"{"type":"event_callback","event":{"type":"message","text":"\#(text)"}}"#
                let time = Int(Date().timeIntervalSince1970)
                let signature = try await RunningDaemon.signature(of: "v0:\(time):\(body)")
                let fields = [
                    "Content-Type: application/x-www-form-urlencoded", "X-Slack-Request-Timestamp: \(time)",
                    "X-Slack-Signature: v0=\(signature)",
                ]
                #expect(try await post(body, to: "/slack", at: daemon, fields).status == 202)
            }
            try await eventually { try await daemon.list("--event", "message", "--state", "succeeded").count == 2 }
        }
    }

    @Test func `a recorded request is a duplicate under any id, and an id is one with any body`() async throws {
        let settings = Self.endpoint("github") + "\n" + Self.endpoint("shopify", "duplicates keep")
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            func send(_ body: String, id: String?) async throws -> RunningDaemon.Answer {
                let signature = try await RunningDaemon.signature(of: body)
                let fields = ["X-GitHub-Event: push", "X-Hub-Signature-256: sha256=\(signature)"]
                return try await post(
                    body, to: "/github", at: daemon, fields + (id.map { ["X-GitHub-Delivery: \($0)"] } ?? []))
            }
            let first = try await send(#"{"n":1}"#, id: "a")
            #expect(first.status == 202)
            let duplicate = RunningDaemon.Answer(
                status: 200, body: #"{"id":"\#(first.deliveryID)","duplicate":true}"# + "\n")
            #expect(try await send(#"{"n":1}"#, id: "a") == duplicate)
            #expect(try await send(#"{"n":1}"#, id: "b") == duplicate)
            #expect(try await send(#"{"n":1}"#, id: nil) == duplicate)
            #expect(try await send(#"{"n":2}"#, id: "a") == duplicate)
            #expect(try await send(#"{"n":3}"#, id: "c").status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            #expect(daemon.directory.text(of: "payloads")?.split(separator: "\n").count == 2)
        }
    }

    @Test func `GitLab's signed id and time count where a signing token has signed`() async throws {
        let token = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
        let key = "31f290f6bf06298aab4f08d43c3f082cf648a362da2da4b0"
        let settings = Self.endpoint("gitlab", "replay-window 5m", secret: "TOKEN")
        try await RunningDaemon.with(
            hooks: "on * run true", settings: settings, environment: ["TOKEN": token]
        ) { daemon async throws in
            func send(id: String, other: String, ago seconds: Int = 0) async throws -> RunningDaemon.Answer {
                let body = #"{"object_kind":"push","n":"\#(id)"}"#
                let time = Int(Date().timeIntervalSince1970) - seconds
                let signed = try await Program.run(
                    ["-c", "openssl dgst -sha256 -mac HMAC -macopt hexkey:\(key) -binary | base64"],
                    executable: "/bin/sh", input: "\(id).\(time).\(body)")
                let signature = signed.output.trimmingCharacters(in: .newlines)
                return try await post(
                    body, to: "/gitlab", at: daemon,
                    [
                        "X-Gitlab-Event: Push Hook", "webhook-id: \(id)", "webhook-timestamp: \(time)",
                        "webhook-signature: v1,\(signature)", "Idempotency-Key: \(other)",
                    ])
            }
            #expect(try await send(id: "a", other: "a").status == 202)
            #expect(try await send(id: "a", other: "b").status == 200)
            #expect(try await send(id: "b", other: "a").status == 202)
            #expect(try await send(id: "c", other: "c", ago: 3600).status == 401)
            try await eventually { await daemon.log.contains("reason=timestamp-outside-window") }
        }
    }

    @Test func `a token that is not ASCII may be sent in UTF-8 or in ISO 8859-1`() async throws {
        let settings = Self.endpoint("gitlab", secret: "TOKEN")
        try await RunningDaemon.with(
            hooks: "on * run true", settings: settings, environment: ["TOKEN": "Schlüssel für GitLab"]
        ) { daemon async throws in
            func status(_ token: String, n: Int) async throws -> String {
                let script = """
                    curl -s -o /dev/null -w '%{http_code}' -H 'X-Gitlab-Event: Push Hook' \
                    -H "$(printf 'X-Gitlab-Token: \(token)')" -d '{"object_kind":"push","n":\(n)}' \
                    http://\(await daemon.address)/gitlab
                    """
                return try await Program.run(["-c", script], executable: "/bin/sh").output
            }
            #expect(try await status("Schl\\303\\274ssel f\\303\\274r GitLab", n: 1) == "202")
            #expect(try await status("Schl\\374ssel f\\374r GitLab", n: 2) == "202")
            #expect(try await status("Schlussel fur GitLab", n: 3) == "401")
        }
    }

    @Test func `an event's name in a header may be UTF-8`() async throws {
        let settings = """
            endpoint /custom {
                provider custom {
                    header X-Sig
                    event header X-Event
                }
                secret env CIRCULARO_SECRET
                on größe run touch ran
            }
            """
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            let signature = try await RunningDaemon.signature(of: "{}")
            let answer = try await post("{}", to: "/custom", at: daemon, ["X-Sig: \(signature)", "X-Event: größe"])
            #expect(answer.status == 202 && answer.body.contains("\"runs\":1"), "\(answer.body)")
        }
    }

    @Test func `check refuses a blank key, and warns of a key that two endpoints share`() async throws {
        let place = try TemporaryDirectory()
        func check(_ endpoints: String, _ environment: [String: String], _ options: String...) async throws
            -> Program.Outcome
        {
            try place.write("listen 127.0.0.1:0\njournal journal\n\(endpoints)", to: "hookrunner.conf")
            return try await Program.run(["check"] + options, environment: environment, directory: place.path)
        }
        let one = Self.endpoint("github", secret: "A")
        let two = one + "\n" + Self.endpoint("shopify", secret: "B")
        let blank = try await check(one, ["A": " "])
        #expect(blank.status == 78 && blank.messages.contains("secret env A: the key is only white space"))
        let key = "0123456789abcdef"
        let shared = try await check(two, ["A": key, "B": key])
        #expect(shared.status == 0 && shared.messages.contains("endpoints '/github' and '/shopify' have the same key"))
        #expect(!shared.messages.contains(key) && !shared.output.contains(key))
        #expect(try await check(two, ["A": key, "B": key], "--strict").status == 78)
        let apart = try await check(two, ["A": key, "B": key + "1"], "--strict")
        #expect(apart == .init(status: 0, output: apart.output, messages: ""))
    }
}
