import Formats
import Foundation
import Support
import Testing
import Values

/// Every provider, from its own request to the command.
@Suite(.timeLimit(.minutes(4))) struct ProviderTests {
    private static let standardKey = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

    /// An endpoint for each provider, at a path of its name.
    private static func endpoints(_ hook: String, _ names: [ProviderName] = ProviderName.allCases) -> String {
        names.map { name in
            let provider =
                name == .custom
                ? "custom {\nheader X-Sig\nsigned \"{timestamp}.{body}\"\ntimestamp header X-Time\nevent header X-Event\n}"
                : name.rawValue
            let secret = name == .standardWebhooks ? "STANDARD" : "CIRCULARO_SECRET"
            return "endpoint /p/\(name.rawValue) {\nprovider \(provider)\nsecret env \(secret)\n\(hook)\n}"
        }.joined(separator: "\n")
    }

    private func command(_ daemon: RunningDaemon, _ arguments: [String], input: String = "") async throws
        -> Program.Outcome
    {
        try await Program.run(
            [arguments[0], "-c", daemon.directory.file("hookrunner.conf")] + arguments.dropFirst(), input: input,
            environment: ["CIRCULARO_SECRET": RunningDaemon.secret, "STANDARD": Self.standardKey],
            directory: daemon.directory.path)
    }

    private static let payloads: [ProviderName: (event: String, payload: String)] = [
        .circularo: ("documentCompleted", #"{"event":"documentCompleted"}"#), .github: ("push", #"{"ref":"main"}"#),
        .gitlab: ("push", #"{"object_kind":"push"}"#),
        .stripe: ("invoice.paid", #"{"type":"invoice.paid","id":"evt_1"}"#),
        .standardWebhooks: ("user.created", #"{"type":"user.created"}"#),
        .slack: ("message", #"{"type":"event_callback","event":{"type":"message"}}"#),
        .shopify: ("orders/paid", #"{"id":1}"#), .docusign: ("envelope-completed", #"{"event":"envelope-completed"}"#),
        .boldsign: ("Completed", #"{"event":{"eventType":"Completed","id":"1"}}"#),
        .yousign: ("signer.done", #"{"event_name":"signer.done","event_id":"1"}"#),
        .pandadoc: ("recipient_completed", #"{"event":"recipient_completed"}"#),
        .signwell: ("document_signed", #"{"event":{"type":"document_signed","time":1}}"#),
        .dropboxSign: (
            "signature_request_signed", #"{"event":{"event_type":"signature_request_signed","event_time":"1"}}"#
        ),
        .documenso: ("DOCUMENT_SIGNED", #"{"event":"DOCUMENT_SIGNED"}"#), .custom: ("thing", #"{"n":1}"#),
    ]

    @Test func `what send sends for any provider is accepted, and its command gets the payload`() async throws {
        let hook = "on * run sh -c \"cat > payload-$HOOK_PROVIDER\""
        try await RunningDaemon.with(
            hooks: "on * run true", settings: Self.endpoints(hook), environment: ["STANDARD": Self.standardKey]
        ) { daemon async throws in
            for (name, sample) in Self.payloads {
                let path = "/p/\(name.rawValue)"
                let url = "http://\(await daemon.address)\(path)"
                let sent = try await command(
                    daemon, ["send", sample.event, "-e", path, "-u", url], input: sample.payload)
                #expect(sent.status == 0, "\(name): \(sent.output) \(sent.messages)")
                let answer = name == .dropboxSign ? "\n200 Hello API Event Received\n" : "\n202 {\"id\":"
                #expect(sent.output.contains(answer), "\(name): \(sent.output)")
            }
            try await eventually {
                try await daemon.list("--state", "succeeded").count == Self.payloads.count
            }
            for (name, sample) in Self.payloads {
                let got = daemon.directory.text(of: "payload-\(name.rawValue)") ?? ""
                // Two schemes add their hash to the payload itself.
                let isChanged = name == .signwell || name == .dropboxSign
                #expect(isChanged ? got.contains("hash") : got == sample.payload, "\(name): \(got)")
            }
        }
    }

    @Test func `the log tells which of several secrets signed`() async throws {
        let second = "secret env SECOND\non * run true"
        try await RunningDaemon.with(hooks: second, environment: ["SECOND": "other key"]) { daemon async throws in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            let body = #"{"event":"b"}"#
            let outcome = try await Program.run(
                ["dgst", "-sha256", "-hmac", "other key"], executable: "/usr/bin/openssl", input: body)
            let signature = String(outcome.output.suffix(65).prefix(64))
            #expect(try await daemon.post(body, signature: signature).status == 202)
            try await eventually { await daemon.log.contains(/event=b .* runs=1 secret=2\n/) }
            let log = await daemon.log
            #expect(log.contains(/event=a .* runs=1 secret=1\n/))
            #expect(!log.contains("other key"))
        }
    }

    @Test func `a recorded request is refused when its time is over, and the answer says no more than that`()
        async throws
    {
        let settings = Self.endpoints("replay-window 1m\non * run touch ran", [.circularo])
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon async throws in
            let bodies = [
                #"{"event":"a","timestamp":"2020-01-01T00:00:00Z"}"#,
                #"{"event":"a","timestamp":"2999-01-01T00:00:00Z"}"#,
                #"{"event":"a"}"#,
            ]
            for body in bodies {
                let answer = try await daemon.post(body, path: "/p/circularo")
                #expect(answer == .init(status: 401, body: #"{"error":"unauthorized"}"# + "\n"))
            }
            try await eventually { await daemon.log.contains("status=401 reason=timestamp-missing") }
            let log = await daemon.log
            #expect(log.matches(of: /status=401 reason=timestamp-outside-window/).count == 2)
            #expect(daemon.directory.text(of: "ran") == nil)
        }
    }

    @Test func `what sign prints is what verify accepts, and names the secret`() async throws {
        try await RunningDaemon.with(
            hooks: "on * run true", settings: Self.endpoints("on * run true"),
            environment: ["STANDARD": Self.standardKey]
        ) { daemon async throws in
            for (name, sample) in Self.payloads {
                let place = ["-e", "/p/\(name.rawValue)"]
                let signed = try await command(daemon, ["sign"] + place + [sample.event], input: sample.payload)
                #expect(signed.status == 0, "\(name): \(signed.messages)")
                let body = try await command(
                    daemon, ["sign", "--body"] + place + [sample.event], input: sample.payload
                ).output
                var options: [String] = []
                for line in signed.output.split(separator: "\n") {
                    options += line.hasPrefix("?") ? ["--query", String(line.dropFirst())] : ["-H", String(line)]
                }
                let verified = try await command(daemon, ["verify"] + place + options, input: body)
                #expect(verified.status == 0, "\(name): \(verified.messages)")
                #expect(verified.output.hasPrefix("event   \(sample.event)\n"))
                #expect(verified.output.contains("secret  1\n"))
                guard name != .documenso, name != .gitlab, name != .signwell, name != .dropboxSign else { continue }
                let forged = try await command(daemon, ["verify"] + place + options, input: body + " ")
                #expect(forged.status == 1 && forged.output.isEmpty)
                #expect(
                    forged.messages.hasSuffix(
                        "hookrunner: signature-wrong: no secret produces this signature of this body\n"))
            }
        }
    }

    @Test func `sign and verify need no configuration`() async throws {
        let place = try TemporaryDirectory()
        try place.write("It's a Secret to Everybody\n", to: "key")
        let key = ["--provider", "github", "--secret-file", place.file("key")]
        let value = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        let fields = ["-H", "X-Hub-Signature-256:  \(value) ", "--header", "x-github-event: push"]
        let plain = try await Program.run(["verify"] + key + fields, input: "Hello, World!", directory: place.path)
        #expect(
            plain
                == .init(
                    status: 1, output: "",
                    messages: "hookrunner: not-json: the body is not JSON: byte 0: expected a value\n"))
        let signed = try await Program.run(["sign", "push"] + key, input: "{}", directory: place.path)
        let lines = signed.output.split(separator: "\n").flatMap { ["-H", String($0)] }
        let verified = try await Program.run(
            ["verify", "--provider", "github", "--secret-env", "KEY"] + lines, input: "{}",
            environment: ["KEY": "It's a Secret to Everybody"])
        #expect(verified.status == 0)
        #expect(verified.output.wholeMatch(of: /event   push\nid      [-0-9a-f]{36}\nsecret  1\n/) != nil)
    }

    @Test(arguments: [
        (["sign", "x"], "no configuration found", 78),
        (["verify", "--provider", "github"], "--provider needs either --secret-file FILE or --secret-env NAME", 64),
        (["verify", "--secret-env", "KEY"], "--secret-file and --secret-env need --provider NAME", 64),
        (
            ["verify", "--provider", "githb", "--secret-env", "KEY"],
            "unknown provider 'githb'; expected one of: circularo, github,", 64
        ),
        (
            ["verify", "--provider", "custom", "--secret-env", "KEY"], "the provider 'custom' needs a configuration",
            64
        ),
        (["verify", "--provider", "github", "--secret-env", "NOPE"], "the key is empty", 64),
        (["verify", "--provider", "github", "--secret-file", "nope"], "nope: no such file", 66),
        (
            ["verify", "--provider", "github", "-e", "/x", "--secret-env", "KEY"],
            "either --provider, or --config and --endpoint", 64
        ),
        (
            ["verify", "--provider", "standard-webhooks", "--secret-env", "KEY"],
            "invalid key for standard-webhooks",
            64
        ),
        (
            ["verify", "--provider", "github", "--secret-env", "KEY", "-H", "nonsense"],
            "expected a header such as 'Name: value'", 64
        ),
        (["sign", "a\nb", "--provider", "github", "--secret-env", "KEY"], "missing or invalid event name", 65),
        (["sign", "x", "--provider", "circularo", "--secret-env", "KEY"], "the body is not JSON", 65),
    ])
    func `what cannot be signed or verified is said, without the key`(
        arguments: [String], message: String, status: Int32
    ) async throws {
        let place = try TemporaryDirectory()
        let outcome = try await Program.run(arguments, environment: ["KEY": "k3y-of-mine"], directory: place.path)
        #expect(outcome.status == status && outcome.output.isEmpty)
        #expect(outcome.messages.contains(message), "\(outcome.messages)")
        #expect(!outcome.messages.contains("k3y-of-mine"))
    }
}
