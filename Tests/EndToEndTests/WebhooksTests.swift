import Formats
import Foundation
import HTTP
import Support
import Testing
import Values

/// `webhooks`, against a stand-in for Circularo's API.
@Suite(.timeLimit(.minutes(4))) struct WebhooksTests {
    private let place: TemporaryDirectory

    init() throws {
        place = try TemporaryDirectory()
        try place.write(CircularoServer.token + "\n", to: "token", mode: 0o600)
    }

    private func webhooks(
        _ arguments: String..., at base: String, input: String = "", environment: [String: String] = [:]
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["webhooks"] + arguments
                + (arguments.contains("--token-env") ? [] : ["--token-file", place.file("token")]),
            input: input, environment: ["CIRCULARO_URL": base].merging(environment) { $1 }, directory: place.path)
    }

    private static let create = ["create", "--type", "tenant", "--callback", "https://hooks.example/circularo"]

    private func create(_ options: String..., at base: String, environment: [String: String] = [:]) async throws
        -> Program.Outcome
    {
        try await Program.run(
            ["webhooks"] + Self.create + ["--token-file", place.file("token"), "--url", base] + options,
            environment: environment, directory: place.path)
    }

    @Test func `a webhook is created with a new secret, listed without it, and deleted`() async throws {
        try await CircularoServer.with { circularo, base in
            let none = try await webhooks("list", at: base)
            #expect(
                none
                    == .init(
                        status: 0, output: "",
                        messages: "hookrunner: no webhooks; 'hookrunner webhooks create' creates one\n"))
            let created = try await create("--generate-secret", "key", at: base)
            #expect(created.status == 0 && created.messages.isEmpty)
            let secret = try #require(place.text(of: "key"))
            #expect(secret.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            let attributes = try FileManager.default.attributesOfItem(atPath: place.file("key"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(circularo.webhooks.map { $0["hmacSecret"] } == [.string(String(secret.dropLast()))])
            #expect(!created.output.contains(secret.dropLast()))

            let listed = try await webhooks("list", at: base)
            #expect(
                listed
                    == .init(
                        status: 0,
                        output: """
                            ID    TYPE    NAME  SIGNED  CALLBACK                         CREATED
                            id/1  tenant        yes     https://hooks.example/circularo  2026-11-23T20:54:01.250Z

                            """, messages: ""))
            let json = try await webhooks("list", "--json", at: base)
            #expect(
                json.output == """
                    {"id":"id/1","type":"tenant","name":null,"callbackUrl":"https://hooks.example/circularo",\
                    "signed":true,"creator":"admin","createDate":"2026-11-23T20:54:01.250Z"}

                    """)
            let deleted = try await webhooks("delete", "-y", "id/1", at: base)
            #expect(deleted == .init(status: 0, output: "webhook id/1 deleted\n", messages: ""))
            #expect(circularo.webhooks.isEmpty)
            let again = try await webhooks("delete", "--yes", "--json", "id/1", at: base)
            #expect(
                again
                    == .init(
                        status: 66, output: "",
                        messages: "hookrunner: no webhook 'id/1' (404): not found; "
                            + "see 'hookrunner webhooks list'\n"))
            #expect(circularo.problems.isEmpty, "\(circularo.problems)")
        }
    }

    @Test func `what create prints is a configuration, and its secret signs`() async throws {
        try await CircularoServer.with { circularo, base in
            let created = try await webhooks(
                "create", "--type", "organization", "--name", "sa\"les\n\\x", "--callback",
                "https://hooks.example/a%22%7Bb,c?d=e",
                "--generate-secret", "the key", at: base)
            #expect(created.status == 0, "\(created.messages)")
            #expect(circularo.webhooks.map { $0["name"] } == ["sa\"les\n\\x"])
            try place.write("listen 127.0.0.1:0\njournal journal\n" + created.output, to: "hookrunner.conf")
            let checked = try await Program.run(["check", "--strict", "--json"], directory: place.path)
            #expect(checked.status == 0, "\(checked.messages)")
            let value = try JSONReader.value(in: Array(checked.output.utf8))
            let endpoint = value["endpoints"]?[0]
            #expect(endpoint?["path"] == "/a\"{b,c" && endpoint?["secrets"] == 1)
            let signed = try await Program.run(["sign", "x"], input: #"{"event":"x"}"#, directory: place.path)
            let key = try #require(place.text(of: "the key")).dropLast()
            let hmac = try await Program.run(
                ["dgst", "-sha256", "-hmac", String(key)], executable: "/usr/bin/openssl", input: #"{"event":"x"}"#)
            let digest = try #require(hmac.output.split(separator: " ").last)
            #expect(signed.output.hasSuffix("\nx-circularo-signature: \(digest)"))
        }
    }

    @Test func `a secret of a file is sent to the letter, and none makes an unsigned endpoint`() async throws {
        try await CircularoServer.with { circularo, base in
            let secret = "s\"3\\n\u{7}cret\nurl = \"http://127.0.0.1:1/\"\n\u{B}\té"
            try place.write(secret + "\n", to: "key", mode: 0o600)
            let signed = try await create("--hmac-secret-file", place.file("key"), "--json", at: base)
            #expect(signed.status == 0 && signed.messages.isEmpty, "\(signed.messages)")
            #expect(signed.output.contains(#""signed":true"#) && !signed.output.contains("cret"))
            let unsigned = try await create(at: base)
            #expect(unsigned.status == 0 && unsigned.output.contains("\n    unsigned\n"))
            #expect(unsigned.messages.contains("the deliveries are unsigned: anyone can send them"))
            #expect(circularo.webhooks.map { $0["hmacSecret"] } == [.string(secret), .null])
            #expect(circularo.problems.isEmpty, "\(circularo.problems)")
        }
    }

    @Test func `no process shows the token or the secret, in its arguments or its environment`() async throws {
        try await CircularoServer.with(.holding) { circularo, base in
            async let created = Program.run(
                ["webhooks"] + Self.create + ["--token-env", "MY_TOKEN", "--url", base, "--generate-secret", "key"],
                environment: ["MY_TOKEN": CircularoServer.token], directory: place.path)
            try await eventually { circularo.isHolding }
            let secret = try #require(place.text(of: "key")).dropLast()
            let lines = ProcessTable.commandLines
            // Both processes are under way, so that what they show would be seen.
            let program = try #require(lines.first { $0.value.contains(base) && $0.value.contains("MY_TOKEN") }?.key)
            let curl = try #require(ProcessTable.children(of: program).first)
            #expect(
                lines[curl] == "curl --disable --config - "
                    || lines[curl]?.hasSuffix("/curl --disable --config - ") == true)
            let environments = [program, curl].map(ProcessTable.environment)
            // The program's own is empty: it has taken its environment out of what the kernel shows.
            #expect(environments[1].contains("PATH="))
            let token = String(CircularoServer.token.prefix(6))
            for text in lines.values + environments {
                #expect(!text.contains(token) && !text.contains("t0k%22") && !text.contains(secret), "\(text)")
            }
            circularo.release()
            #expect(try await created.status == 0)
        }
    }

    @Test(
        arguments: [
            (
                HTTPResponse.json(401, ["error": "bad token t0k\"en\\n&x=y%20+ü#1'$(id)\u{1B}[2J"]), 1,
                "rejects the token (401): bad token <secret>\\u{1b}[2J; it may have expired"
            ),
            (.json(403, [:]), 1, "denies permission (403); the token's user needs the right 'use_webhooks'"),
            (
                .json(404, [:]), 66,
                "has no API for webhooks there (404); --url must be the part of its address before '/webhooks'"
            ),
            (.json(400, ["message": "no\nsuch\ttenant"]), 65, "rejects the request (400): no\\nsuch\\ttenant"),
            (.json(429, [:]), 75, "is temporarily unavailable (429); try again later"),
            (.text(503, "<html>", type: "text/html"), 75, "is temporarily unavailable (503); try again later"),
            (.text(500, "", type: "text/plain"), 75, "is temporarily unavailable (500); try again later"),
            (.text(407, "<html>", type: "text/html"), 1, "the proxy requires a login (407): set https_proxy"),
            (
                .text(200, "<!DOCTYPE html><p>Welcome", type: "text/html; charset=utf-8"), 1,
                "answers with a web page (200): there is a proxy or a login in between"
            ),
            (
                .text(403, " \n<HTML>Blocked", type: "application/octet-stream"), 1,
                "answers with a web page (403)"
            ),
            (
                .text(
                    302, "", type: "text/plain",
                    [
                        .init(
                            name: "Location",
                            value: "https://login.example/x\u{9B}?token=t0k%22en%5Cn%26x%3Dy%2520%2B%C3%BC%231")
                    ]), 1, "(302); the token was not sent there. If that is the API, pass it with --url"
            ),
            (
                .text(200, "ok", type: "text/plain"), 1,
                ": not JSON: byte 0: expected a value"
            ),
            (.json(200, [:]), 1, "undocumented answer from 127.0.0.1:"),
            (
                .json(200, ["results": [["type": "tenant"]]]), 1,
                ": a webhook without an id"
            ),
        ] as [(HTTPResponse, Int32, String)])
    func `an answer that is no list is explained, without the token`(
        answer: HTTPResponse, status: Int32, message: String
    ) async throws {
        try await CircularoServer.with(.always(answer)) { circularo, base in
            let outcome = try await webhooks("list", at: base)
            #expect(outcome.status == status && outcome.output.isEmpty)
            #expect(outcome.messages.contains(message), "\(outcome.messages)")
            #expect(outcome.messages.hasPrefix("hookrunner: ") && outcome.messages.split(separator: "\n").count == 1)
            #expect(!outcome.messages.contains("t0k") && !outcome.messages.contains("\u{1B}"))
            // Nothing is followed, and nothing tried again.
            #expect(circularo.requests.count == 1)
        }
    }

    @Test func `what others have put into their webhooks cannot move the cursor`() async throws {
        try await CircularoServer.with { circularo, base in
            circularo.put([
                "id": 7, "type": "team\u{1B}[31m", "name": "a\nb\u{202E}", "callbackUrl": "https://x/\u{9B}2J",
                "hmacSecret": "shown-to-nobody", "extra": "shown-to-nobody",
            ])
            let table = try await webhooks("list", at: base).output
            #expect(table.contains("7   team\\u{1b}[31m  a\\nb\\u{202e}  yes     https://x/\\u{9b}2J\n"), "\(table)")
            let json = try await webhooks("list", "--json", at: base).output
            #expect(json.contains(#""name":"a\nb\u202e","callbackUrl":"https://x/\u009b2J""#), "\(json)")
            #expect(!(table + json).contains("nobody"))
        }
    }

    @Test func `who does not answer in time, or is not there, is named`() async throws {
        try await CircularoServer.with(.holding) { circularo, base in
            let late = try await create("--generate-secret", "key", "--timeout", "2s", at: base)
            #expect(late.status == 75 && late.output.isEmpty)
            #expect(late.messages.contains(" within 2s; try again, or wait longer with --timeout; the webhook may"))
            #expect(late.messages.hasSuffix("; its secret is in key\n"), "\(late.messages)")
            #expect(place.text(of: "key")?.count == 65)
        }
        let nobody = try await create("--generate-secret", "other", at: "http://127.0.0.1:1/api")
        #expect(nobody.status == 75 && nobody.messages.contains("cannot reach 127.0.0.1:1: Failed to connect"))
        #expect(place.text(of: "other") == nil)
    }

    @Test func `a new secret overwrites nothing, and goes away only when Circularo does not have it`() async throws {
        try await CircularoServer.with(.always(.json(401, [:]))) { circularo, base in
            let refused = try await create("--generate-secret", "key", at: base)
            #expect(refused.status == 1 && place.text(of: "key") == nil)
            circularo.answer(.always(.json(502, [:])))
            let broken = try await create("--generate-secret", "key", at: base)
            #expect(broken.status == 75 && broken.messages.contains("the webhook may exist nevertheless"))
            let kept = try #require(place.text(of: "key"))
            circularo.answer(.faithful)
            let again = try await create("--generate-secret", "key", at: base)
            #expect(
                again
                    == .init(
                        status: 1, output: "",
                        messages: "hookrunner: key: file exists; choose another\n"))
            #expect(place.text(of: "key") == kept && circularo.webhooks.isEmpty)
        }
    }

    @Test func `webhooks commands without curl say what is missing`() async throws {
        try await CircularoServer.with { circularo, base in
            let outcome = try await create("--generate-secret", "key", at: base, environment: ["PATH": place.path])
            #expect(
                outcome
                    == .init(
                        status: 1, output: "",
                        messages: "hookrunner: cannot run 'curl': not found in PATH (\(place.path)); "
                            + "install curl to reach Circularo\n"))
            #expect(place.text(of: "key") == nil && circularo.requests.isEmpty)
        }
    }

    @Test func `a certificate has to be trusted`() async throws {
        let made = try await Program.run(
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=a",
                "-addext", "subjectAltName=IP:127.0.0.1", "-days", "9", "-keyout", place.file("a.key"), "-out",
                place.file("a.pem"),
            ], executable: "/usr/bin/openssl")
        try #require(made.status == 0)
        let files = TLSFiles(certificate: place.file("a.pem"), key: place.file("a.key"))
        try await CircularoServer.with(tls: files) { circularo, base in
            let unknown = try await webhooks("list", at: base)
            #expect(unknown.status == 1 && unknown.messages.contains("no secure connection to 127.0.0.1:"))
            #expect(circularo.requests.isEmpty)
            let trusted = try await webhooks("list", at: base, environment: ["CURL_CA_BUNDLE": place.file("a.pem")])
            #expect(trusted.status == 0, "\(trusted.messages)")
        }
    }

    @Test func `a file of curl's own and a proxy change nothing for this machine`() async throws {
        try await CircularoServer.with { circularo, base in
            try place.write("verbose\nheader = \"X-Evil: 1\"\nlocation\n", to: ".curlrc")
            let outcome = try await webhooks(
                "list", at: base,
                environment: ["HOME": place.path, "CURL_HOME": place.path, "http_proxy": "http://127.0.0.1:1"])
            #expect(outcome.status == 0, "\(outcome.messages)")
            #expect(circularo.requests.count == 1 && circularo.problems.isEmpty)
        }
    }

    @Test func `a proxy that does not let through is told from Circularo`() async throws {
        // To a server that is no proxy, CONNECT is malformed: it answers 400.
        try await CircularoServer.with { circularo, base in
            let outcome = try await webhooks(
                "list", at: "https://circularo.example/api",
                environment: ["https_proxy": base.replacing("/api/v1", with: "")])
            let message = "the proxy does not connect to circularo.example (400); see https_proxy and no_proxy"
            #expect(outcome == .init(status: 1, output: "", messages: "hookrunner: \(message)\n"))
            #expect(circularo.requests.isEmpty)
        }
    }

    @Test func `where there is no terminal to ask, --yes has to be there`() async throws {
        try await CircularoServer.with { circularo, base in
            let outcome = try await webhooks("delete", "id/1", at: base, input: "y\n")
            #expect(
                outcome
                    == .init(
                        status: 64, output: "",
                        messages: "hookrunner: no terminal to confirm the deletion of webhook 'id/1'; "
                            + "pass --yes\n"))
            #expect(circularo.requests.isEmpty)
        }
    }

    @Test(.enabled(if: Script.isInstalled, "script(1) is not installed"))
    func `a terminal is asked, and only yes is yes`() async throws {
        try await CircularoServer.with { circularo, base in
            circularo.put(["id": "x-1"])
            let command =
                "exec '\(Program.path)' webhooks delete x-1 --token-file '\(place.file("token"))' --url '\(base)'"
            func delete(answering answer: String) async throws -> Program.Outcome {
                try await Program.run(["-qec", command, "/dev/null"], executable: Script.path, input: answer)
            }
            for answer in ["\n", "n\n", "yess\n"] {
                let kept = try await delete(answering: answer)
                #expect(kept.status == 1 && kept.output.contains("delete webhook x-1 at 127.0.0.1:"), "\(kept)")
                #expect(kept.output.contains("nothing was deleted"))
            }
            #expect(circularo.requests.isEmpty)
            let deleted = try await delete(answering: "Y\n")
            #expect(deleted.status == 0 && deleted.output.contains("webhook x-1 deleted"))
            #expect(circularo.webhooks.isEmpty && circularo.problems.isEmpty)
        }
    }

    @Test(
        arguments: [
            (["list"], "no API URL: pass --url, or set CIRCULARO_URL", 64),
            (["list", "-u", "https://x/?token=s3cret"], "--url has a query; pass a token with --token-file", 64),
            (["list", "-u", "https://s3cret@x/"], "--url: expected a URL such as 'https://circularo.example/api'", 64),
            (["list", "-u", "ftp://x/"], "--url: expected a URL such as", 64),
            (["list", "-u", "https://x/\"\noutput=\"s3cret"], "--url: expected a URL such as", 64),
            (["list", "-u", "http://x.example/"], "--url has no TLS, so the token could be read", 64),
            (
                ["list", "-u", "http://127.0.0.1.x.example/"], "--url has no TLS, so the token could be",
                64
            ),
            (["list", "-u", "https://x"], "no API token: pass --token-file, or set CIRCULARO_TOKEN", 64),
            (
                ["list", "-u", "https://x", "--token-env", "SPACED"],
                "the variable SPACED: invalid token: it has white space",
                64
            ),
            (["list", "-u", "https://x", "--token-file", "nope"], "nope: no such file", 66),
            (["list", "-u", "https://x", "--token-file", "void"], "void: empty file", 64),
            (["list", "-u", "https://x", "--token-file", "lines"], "lines: invalid token: it has white space", 64),
            (
                ["list", "-u", "https://x", "--token-file", "a", "--token-env", "b"], "either --token-file or --token",
                64
            ),
            (["list", "-u", "https://x", "--token-env", "T", "--timeout", "5 min"], "expected a duration such as", 64),
            (["list", "--token", "s3cret"], "unknown option '--token'; usage: hookrunner webhooks list [OPTION]", 64),
            (["delete", "..", "-y"], "invalid webhook id '..'", 64),
            (["create"], "--type is required: tenant or team", 64),
            (["create", "--type", "company"], "--type is required: tenant or team", 64),
            (["create", "--type", "tenant", "--name", "x"], "--name names a team", 64),
            (["create", "--type", "organization"], "--callback URL is required", 64),
            (["create", "--type", "team", "--callback", "hooks.example"], "--callback: expected a URL such as", 64),
            (
                ["create", "--type", "team", "--callback", "https://h/a%20b"], "--callback has a path that is invalid",
                64
            ),
            (["create", "--type", "team", "--callback", "https://h/%2e%2e"], "--callback: expected a URL such as", 64),
            (["create", "--type", "team", "--callback", "http://h/"], "--callback has no TLS", 64),
            (
                [
                    "create", "--type", "team", "--callback", "https://h/", "-u", "https://x", "--token-env", "T",
                    "--generate-secret", "a", "--hmac-secret-file", "b",
                ], "either --hmac-secret-file or --generate-secret", 64
            ),
            (
                [
                    "create", "--type", "team", "--callback", "https://h/", "-u", "https://x", "--token-env", "T",
                    "--generate-secret", "nowhere/a",
                ], "cannot write ", 1
            ),
            ([], "missing subcommand: webhooks list, webhooks create, webhooks delete", 64),
            (
                ["lst"],
                "unknown command 'webhooks lst'; expected one of: webhooks list, webhooks create, webhooks delete", 64
            ),
        ] as [([String], String, Int32)])
    func `a mistake on the command line is one line, and shows nothing secret`(
        arguments: [String], message: String, status: Int32
    ) async throws {
        try place.write("", to: "void", mode: 0o600)
        try place.write("one\ntwo\n", to: "lines", mode: 0o600)
        let outcome = try await Program.run(
            ["webhooks"] + arguments, environment: ["SPACED": "s3cret two", "T": "s3cret"], directory: place.path)
        #expect(outcome.status == status && outcome.output.isEmpty)
        #expect(outcome.messages.hasPrefix("hookrunner: \(message)"), "\(outcome.messages)")
        #expect(outcome.messages.split(separator: "\n").count == 1)
        #expect(!outcome.messages.contains("s3cret"))
    }

    @Test func `a token that others can read is told of`() async throws {
        try await CircularoServer.with { _, base in
            try place.write(CircularoServer.token, to: "token", mode: 0o644)
            let outcome = try await webhooks("list", "--json", at: base)
            #expect(outcome.status == 0)
            let path = place.file("token")
            #expect(
                outcome.messages == "hookrunner: \(path): readable by every user of this machine; chmod 600 \(path)\n")
        }
    }

    @Test func `help shows a command of the group, or all of them`() async throws {
        let one = try await Program.run(["help", "webhooks", "create"])
        #expect(one.status == 0 && one.output.hasPrefix("usage: hookrunner webhooks create [OPTION]...\n"))
        #expect(try await Program.run(["webhooks", "create", "-h"]) == one)
        let all = try await Program.run(["webhooks", "--help"])
        #expect(all.status == 0 && all.output.matches(of: /usage: hookrunner webhooks (list|create|delete)/).count == 3)
        #expect(all.output.contains(one.output))
    }
}
