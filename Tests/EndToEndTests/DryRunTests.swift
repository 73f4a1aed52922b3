import Formats
import Foundation
import Support
import Testing

/// `run --dry-run`: why a hook runs or not, and what its command would get.
@Suite(.timeLimit(.minutes(4))) struct DryRunTests {
    private func place() throws -> TemporaryDirectory {
        let place = try TemporaryDirectory()
        try place.write(
            #"""
            endpoint /ci {
                provider github
                secret env WEBHOOK_SECRET
                on push, release {
                    name deploy
                    when .ref = refs/heads/main
                    when not .commits[0].author in bot, "release bot"
                    when .count > 3
                    run ./deploy {ref} "{.head.title} x" "tab\t"
                    env DEPLOY_TOKEN t0p-s3cret
                    env PLAIN value
                    pass-env CHANNEL MISSING
                    directory /tmp
                }
                on * run true {missing}
            }
            """#, to: "hookrunner.conf")
        return place
    }

    private func explain(_ payload: String, _ options: String...) async throws -> Program.Outcome {
        let place = try place()
        let outcome = try await Program.run(
            ["run", "--dry-run"] + options + ["push"], input: payload,
            environment: ["CHANNEL": "https://h00k.example/c4nary", "WEBHOOK_SECRET": "k3y", "LANG": "C"],
            directory: place.path)
        // The directory is there until the program has ended.
        return withExtendedLifetime(place) { outcome }
    }

    private static let payload =
        #"{"ref":"refs/heads/main","head":{"title":"a\u001b[2Jb"},"count":4,"n":10000000000000000001.50}"#

    @Test func `every condition says yes or no, with its place and the value that it met`() async throws {
        let outcome = try await explain(
            #"{"ref":"refs/heads/dev\u001b","commits":[{"author":"release bot"}],"count":null}"#)
        #expect(outcome.status == 0 && !outcome.messages.contains("error"))
        #expect(
            outcome.output == #"""
                /ci deploy: no
                  hookrunner.conf:4: on push, release: yes
                  hookrunner.conf:6: when .ref = "refs/heads/main": no, it is "refs/heads/dev\u{1b}"
                  hookrunner.conf:7: when not .commits[0].author in "bot", "release bot": no, it is "release bot"
                  hookrunner.conf:8: when .count > 3: no, it is null
                /ci *: yes, but the payload has no value for {.missing}
                  hookrunner.conf:15: on *: yes

                """#)
    }

    @Test func `arguments, environment and input are shown as they would be, without a secret`() async throws {
        let outcome = try await explain(Self.payload)
        let lines = outcome.output.components(separatedBy: "\n")
        #expect(lines.prefix(5).allSatisfy { $0.hasSuffix(": yes") })
        for line in [
            "  argument  refs/heads/main", #"  argument  a\u{1b}[2Jb x"#, #"  argument  tab\t"#, "  directory /tmp",
            "  variable  DEPLOY_TOKEN=<hidden>", "  variable  PLAIN=value", "  variable  CHANNEL=<passed on>",
            "  variable  MISSING is not set", "  variable  LANG=C", "  variable  HOOK_EVENT=push",
            "  variable  PAYLOAD_N=10000000000000000001.50", "  stdin     \(Self.payload.utf8.count) bytes",
        ] {
            #expect(lines.contains(line), "\(line)")
        }
        #expect(lines.contains("  | " + Self.payload.replacing(#"\"#, with: #"\\"#)))
        for secret in ["t0p-s3cret", "c4nary", "k3y", "\u{1B}"] { #expect(!outcome.output.contains(secret)) }
    }

    @Test func `programs get the same as JSON`() async throws {
        let outcome = try await explain(Self.payload, "--json")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(
            lines[0].hasPrefix(
                #"{"endpoint":"/ci","hook":"deploy","event":"push","item":null,"runs":true,"conditions":["#))
        #expect(
            lines[0].contains(
                #"{"place":"hookrunner.conf:8","text":"when .count > 3","holds":true,"value":4}"#))
        #expect(lines[0].contains(#""refs/heads/main","a\u001b[2Jb x","tab\t"],"directory":"/tmp","environment":{"#))
        #expect(lines[0].contains(#""DEPLOY_TOKEN":null,"#) && lines[0].contains(#""CHANNEL":null,"#))
        #expect(
            lines[1].contains(#""runs":true,"#)
                && lines[1].contains(#""problem":"the payload has no value for {.missing}"#))
        for secret in ["t0p-s3cret", "c4nary", "k3y"] { #expect(!outcome.output.contains(secret)) }
    }

    @Test func `each item of an array is explained on its own`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            """
            endpoint /e {
                provider custom {
                    header X-Sig
                    event .kind
                }
                unsigned
                each .items
                on a {
                    when .n > 1
                    run true {n}
                }
            }
            """, to: "hookrunner.conf")
        let payload = #"{"items":[{"n":1},{"n": 2,"kind":"a"},{"n":3,"kind":"b"}]}"#
        let outcome = try await Program.run(["run", "-n", "a"], input: payload, directory: place.path)
        #expect(outcome.output.contains("/e a, item 1: no\n  hookrunner.conf:8: on a: yes\n"))
        #expect(outcome.output.contains(#"  | {"n":2,"kind":"a"}"# + "\n/e a, item 3: no\n"))
        #expect(outcome.output.hasSuffix("  hookrunner.conf:8: on a: no, it is \"b\"\n"))
        let none = try await Program.run(["run", "a"], input: #"{"items":[]}"#, directory: place.path)
        #expect(none.status == 66)
        let real = try await Program.run(["run", "a"], input: payload, directory: place.path)
        #expect(real.status == 0 && real.messages.contains("hookrunner: /e a, item 2: exit 0 after "))
    }

    @Test func `a dry run runs no command`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            "endpoint /e {\nprovider circularo\nunsigned\non * run touch ran\n}\n", to: "hookrunner.conf")
        let outcome = try await Program.run(["run", "-n", "a"], input: "{}", directory: place.path)
        #expect(outcome.status == 0 && outcome.output.hasPrefix("/e *: yes\n"))
        #expect(place.text(of: "ran") == nil)
    }
}
