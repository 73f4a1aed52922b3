import Formats
import Foundation
import Support
import Testing

/// From the hooks of adnanh/webhook to a running daemon.
@Suite(.timeLimit(.minutes(4))) struct ImportTests {
    private static let rule =
        #"{"match":{"type":"payload-hmac-sha256","secret":"test secret of its own","parameter":{"source":"header","name":"X-Circularo-Signature"}}}"#

    private func definitions(in place: TemporaryDirectory) -> String {
        """
        [{"id": "greet", "execute-command": "./greet", "command-working-directory": "\(place.path)",
          "pass-arguments-to-command": [{"source": "payload", "name": "who.name"}],
          "pass-environment-to-command": [{"source": "payload", "name": "n", "envname": "N"}],
          "trigger-rule": {"and": [\(Self.rule),
            {"match": {"type": "value", "value": "1", "parameter": {"source": "payload", "name": "n"}}}]}},
         {"id": "lost", "execute-command": "date", "pass-arguments-to-command": [{"source": "entire-headers"}]}]
        """
    }

    @Test func `what is imported runs as before, and what has no equal does not`() async throws {
        let place = try TemporaryDirectory()
        try place.write("#!/bin/sh\necho \"$1 $N\" > greeted\n", to: "greet", mode: 0o755)
        try place.write(definitions(in: place), to: "hooks.json")
        let imported = try await Program.run(
            ["import", "webhook", "hooks.json", "--secrets", "."], directory: place.path)
        #expect(imported.status == 0)
        #expect(imported.messages == "hookrunner: lost: 'entire-headers': left as a comment\n")
        #expect(
            !imported.output.contains("test secret of its own")
                && place.text(of: "greet.key") == "test secret of its own")
        let mode = try FileManager.default.attributesOfItem(atPath: place.file("greet.key"))[.posixPermissions]
        #expect(mode as? Int == 0o600)

        let configuration = imported.output.replacing("0.0.0.0:9000", with: "127.0.0.1:0")
            .replacing("/var/lib/hookrunner", with: "journal")
        try place.write(configuration, to: "hookrunner.conf")
        let check = try await Program.run(["check", "--strict", "-c", place.file("hookrunner.conf")])
        #expect(check.status == 0, "\(check.messages)")
        try await RunningDaemon.with(["serve", "-c", place.file("hookrunner.conf")], in: place) { daemon async throws in
            #expect(try await daemon.post(#"{"n":2}"#, path: "/hooks/greet").body.contains(#""runs":0"#))
            #expect(try await daemon.post(#"{"n":1}"#, signature: "00", path: "/hooks/greet").status == 401)
            #expect(try await daemon.post(#"{}"#, path: "/hooks/lost").status == 404)
            #expect(try await daemon.post(#"{"n":1,"who":{"name":"Ann $N"}}"#, path: "/hooks/greet").status == 202)
            try await eventually { place.text(of: "greeted") == "Ann $N 1\n" }
        }
        let again = try await Program.run(
            ["import", "webhook", "hooks.json", "--secrets", "."], directory: place.path)
        #expect(again.status == 1 && again.messages.contains("greet.key: file exists; choose another"))
    }

    @Test func `the directory of the keys is made, for this user alone`() async throws {
        let place = try TemporaryDirectory()
        try place.write(definitions(in: place), to: "hooks.json")
        let imported = try await Program.run(
            ["import", "webhook", "hooks.json", "--secrets", "keys"], directory: place.path)
        #expect(imported.status == 0, "\(imported.messages)")
        #expect(place.text(of: "keys/greet.key") == "test secret of its own")
        let mode = try FileManager.default.attributesOfItem(atPath: place.file("keys"))[.posixPermissions]
        #expect(mode as? Int == 0o700)
    }

    @Test func `a Python module in the working directory is not run`() async throws {
        let place = try TemporaryDirectory()
        try place.write("[]\n", to: "hooks.yaml")
        for module in ["yaml", "json"] {
            try place.write("open('\(place.file("ran"))', 'w')\n", to: "\(module).py")
        }
        _ = try await Program.run(["import", "webhook", "hooks.yaml"], directory: place.path)
        #expect(!FileManager.default.fileExists(atPath: place.file("ran")))
    }

    @Test func `YAML says the same, where Python can read it`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            """
            - id: greet
              execute-command: /bin/greet
              trigger-rule:
                match: {type: payload-hmac-sha256, secret: test secret of its own, parameter: {source: header, name: X-Sig}}
            """, to: "hooks.yaml")
        try place.write(
            #"[{"id":"greet","execute-command":"/bin/greet","trigger-rule":\#(Self.rule.replacing("X-Circularo-Signature", with: "X-Sig"))}]"#,
            to: "hooks.json")
        let files = try await ["hooks.yaml", "hooks.json"].asyncMap {
            try await Program.run(["import", "webhook", place.file($0)])
        }
        guard (try await Program.run(["-c", "import yaml"], executable: "/usr/bin/python3")).status == 0 else {
            #expect(files[0].status == 65 && files[0].messages.contains("python3 with its 'yaml' is needed"))
            return
        }
        #expect(files[0] == files[1])
        #expect(files[0].output.contains("secret file greet.key\n"))
    }

    @Test(arguments: [
        ("{}", 65, "no hooks: expected a JSON array of definitions"),
        ("[]", 65, "no hooks: expected a JSON array of definitions"),
        (#"[{"id": "{{ getenv "X" }}"}]"#, 65, "it looks like a template: fill in the values first"),
        ("[", 65, "not JSON at byte 1"),
    ])
    func `what is no hooks file is told as such`(text: String, status: Int32, words: String) async throws {
        let outcome = try await Program.run(["import", "webhook", "-"], input: text)
        #expect(outcome.status == status && outcome.output.isEmpty)
        #expect(outcome.messages.contains(words), "\(outcome.messages)")
    }

    @Test func `a file that is not there is named`() async throws {
        let outcome = try await Program.run(["import", "webhook", "/no/such.json"])
        #expect(
            outcome == .init(status: 66, output: "", messages: "hookrunner: cannot read /no/such.json: no such file\n"))
    }
}

extension Array {
    fileprivate func asyncMap<T>(_ transform: (Element) async throws -> T) async throws -> [T] {
        var results: [T] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
