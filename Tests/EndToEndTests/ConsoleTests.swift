import Formats
import Foundation
import Support
import Testing

@Suite(.timeLimit(.minutes(4))) struct ConsoleTests {
    @Test(arguments: [
        ([], "hookrunner: missing command; see 'hookrunner help'\n"),
        (["srve"], "hookrunner: unknown command 'srve'; see 'hookrunner help'\n"),
        (
            ["list", "--stat", "failed"],
            "hookrunner: unknown option '--stat'; usage: hookrunner list [OPTION]...\n"
        ),
        (["show"], "hookrunner: missing ID; usage: hookrunner show [OPTION]... ID\n"),
        (["show", "--payload", "--json", "a"], "hookrunner: either --payload, --output or --json\n"),
        (["journal", "migrate", "-c", "file", "postgresql://host/db"], "hookrunner: either URL or --config\n"),
        (["show", "a", "b"], "hookrunner: unexpected operand 'b'; usage: hookrunner show [OPTION]... ID\n"),
        (["show", "x\u{1B}[2J"], "hookrunner: invalid delivery ID 'x\\u{1b}[2J'; see 'hookrunner list'\n"),
        (
            ["list", "--limit"],
            "hookrunner: option '--limit' needs a value: --limit N; usage: hookrunner list [OPTION]...\n"
        ),
        (
            ["list", "--json=1"],
            "hookrunner: option '--json' takes no value; usage: hookrunner list [OPTION]...\n"
        ),
    ])
    func `a mistake on the command line is one line, and exit status 64`(
        arguments: [String], message: String
    ) async throws {
        let outcome = try await Program.run(arguments)
        #expect(outcome == Program.Outcome(status: 64, output: "", messages: message))
    }

    @Test func `help and version go to standard output`() async throws {
        let overview = try await Program.run(["help"])
        #expect(
            overview.status == 0 && overview.output.contains("\n  serve            Run the daemon in the foreground\n"))
        #expect(try await Program.run(["--help"]) == overview)
        for command in ["serve", "check", "run", "send", "list", "show", "retry", "cancel", "completions", "help"] {
            let page = try await Program.run([command, "--help"])
            #expect(page.status == 0 && page.output.hasPrefix("usage: hookrunner \(command) "))
            #expect(try await Program.run(["help", command]) == page)
        }
        let version = try await Program.run(["--version"])
        #expect(version.status == 0 && version.output.wholeMatch(of: /hookrunner \d+\.\d+\.\d+\n/) != nil)
    }

    @Test func `completions prints a script for a shell that it knows`() async throws {
        for shell in ["bash", "zsh", "fish"] {
            let outcome = try await Program.run(["completions", shell])
            #expect(outcome.status == 0 && outcome.output.contains("made by 'hookrunner completions \(shell)'."))
        }
        let unknown = try await Program.run(["completions", "tcsh"])
        let message = "hookrunner: unknown shell 'tcsh'; expected one of: bash, zsh, fish\n"
        #expect(unknown == .init(status: 64, output: "", messages: message))
    }

    @Test func `check shows every mistake with its place, and exits 78`() async throws {
        let place = try TemporaryDirectory()
        try place.write("lsten 127.0.0.1:8080\nmax-running many\n", to: "hookrunner.conf")
        let outcome = try await Program.run(["check"], directory: place.path)
        #expect(outcome.status == 78)
        #expect(outcome.output.isEmpty)
        #expect(outcome.messages.contains("hookrunner.conf:1:1: error: unknown directive 'lsten'"))
        #expect(outcome.messages.contains("    1 | lsten 127.0.0.1:8080\n      | ^~~~~ did you mean 'listen'?\n"))
        #expect(outcome.messages.contains("hookrunner.conf:2:13: error: "))
    }

    @Test func `check tells what serve would miss`() async throws {
        let place = try TemporaryDirectory()
        try place.write("endpoint /e {\nprovider github\nsecret env KEY\non * run true\n}\n", to: "hookrunner.conf")
        for (options, status) in [([], 0), (["--strict"], 78)] as [([String], Int32)] {
            let outcome = try await Program.run(
                ["check"] + options, environment: ["KEY": "a key of its own"], directory: place.path)
            #expect(outcome.status == status)
            #expect(outcome.messages.hasPrefix("hookrunner: warning: no 'listen' directive, only"))
        }
    }

    @Test func `list and show say that there is no journal yet`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            "listen 127.0.0.1:0\njournal journal\nendpoint /e {\nprovider circularo\nunsigned\non * run true\n}\n",
            to: "hookrunner.conf")
        let outcome = try await Program.run(["list"], directory: place.path)
        #expect(outcome.status != 0)
        #expect(outcome.messages.contains("\(place.path)/journal"))
        #expect(!FileManager.default.fileExists(atPath: place.file("journal")))
    }

    @Test func `run runs the hooks that want the event, and says how they ended`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            """
            endpoint /e {
                provider circularo
                unsigned
                on a run sh -c "cat; echo \\" for $PAYLOAD_N\\""
                on b run false
            }
            """, to: "hookrunner.conf")
        let good = try await Program.run(["run", "a"], input: #"{"event":"a","n":7}"#, directory: place.path)
        #expect(good.status == 0)
        #expect(good.output == #"{"event":"a","n":7} for 7"# + "\n")
        #expect(good.messages.contains("hookrunner: /e a: exit 0 after "))
        let bad = try await Program.run(["run", "b"], input: "{}", directory: place.path)
        #expect(bad.status == 1 && bad.messages.contains("hookrunner: /e b: exit 1 after "))
        let none = try await Program.run(["run", "c"], input: "{}", directory: place.path)
        #expect(none.status == 66 && none.messages.contains("no hook matches 'c'"))
        let noJSON = try await Program.run(["run", "a"], input: "{", directory: place.path)
        #expect(noJSON.status == 65)
        #expect(noJSON.messages.hasSuffix("hookrunner: the payload is not JSON: byte 1: unexpected end\n"))
        let dry = try await Program.run(["run", "-n", "a"], input: #"{"n":7}"#, directory: place.path)
        #expect(dry.status == 0)
        #expect(dry.output.hasPrefix("/e a: yes\n  hookrunner.conf:4: on a: yes\n  argument  sh\n"))
        #expect(dry.output.contains("  variable  PAYLOAD_N=7\n") && dry.output.contains(#"  | {"n":7}"#))
        #expect(dry.output.hasSuffix("/e b: no\n  hookrunner.conf:5: on b: no, it is \"a\"\n"))
    }

    @Test func `send signs a delivery that the daemon accepts`() async throws {
        try await RunningDaemon.with(hooks: "on documentCompleted run true") { daemon async throws in
            let url = "http://\(await daemon.address)/circularo"
            let sent = try await daemon.command(
                "send", "documentCompleted", "--url", url, input: #"{"event":"documentCompleted"}"#)
            #expect(sent.status == 0)
            #expect(sent.output.contains("\n202 {\"id\":"))
            let other = try await daemon.command("send", "signExpired", "--url", url, input: #"{"event":"x"}"#)
            #expect(other.status == 65)
            #expect(other.messages.hasSuffix("the payload's event is 'x', not 'signExpired'\n"))
            let nobody = try await daemon.command(
                "send", "x", "--url", "http://127.0.0.1:1/", input: #"{"event":"x"}"#)
            #expect(nobody.status == 75)
        }
    }

    @Test func `a secret that the daemon read from its environment is gone from there`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon async throws in
            let seen = try Data(contentsOf: URL(filePath: "/proc/\(await daemon.pid)/environ"))
            #expect(!seen.isEmpty && !String(decoding: seen, as: UTF8.self).contains(RunningDaemon.secret))
        }
    }
}
