import Formats
import Foundation
import Support
import Testing

/// Every command that the documentation shows does what stands beside it.
@Suite(.timeLimit(.minutes(4))) struct DocumentationTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The blocks of a Markdown file that a shell reads.
    private static func blocks(of file: String) throws -> [String] {
        let text = try String(contentsOf: root.appending(path: file), encoding: .utf8)
        return text.components(separatedBy: "```sh\n").dropFirst().map { block in
            block.components(separatedBy: "```")[0]
        }
    }

    /// The literal blocks of a page's EXAMPLES, as a reader sees them.
    private static func examples(of page: String) throws -> [String] {
        let text = try String(contentsOf: root.appending(path: "man/\(page)"), encoding: .utf8)
        let section = text.components(separatedBy: ".Sh EXAMPLES\n")[1].components(separatedBy: "\n.Sh ")[0]
        return section.components(separatedBy: ".Bd -literal").dropFirst().map { block in
            let lines = block.components(separatedBy: "\n.Ed")[0].split(
                separator: "\n", omittingEmptySubsequences: false)
            return lines.dropFirst().joined(separator: "\n").replacing("\\e", with: "\\").replacing("\\&", with: "")
        }
    }

    /// A directory with the program, and what stands in for what would change this machine: `sudo` runs the rest as it is,
    /// `make` tells whether it could, `docker build` whether there is such an image, and nothing is installed.
    private static func place() throws -> TemporaryDirectory {
        let place = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: place.file("bin"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: place.file("bin/hookrunner"), withDestinationPath: Program.path)
        try place.write("#!/bin/sh\nexec \"$@\"\n", to: "bin/sudo", mode: 0o755)
        try place.write(
            "#!/bin/sh\nexec /usr/bin/make -n -C '\(root.path)' \"$@\" >/dev/null\n", to: "bin/make", mode: 0o755)
        try place.write(
            "#!/bin/sh\ngrep -q \"^FROM .* AS $5$\" \"\(root.path)/$3\"\n", to: "bin/docker", mode: 0o755)
        try place.write("#!/bin/sh\n", to: "bin/apt-get", mode: 0o755)
        return place
    }

    /// Runs commands one after the other, in one shell that ends what it has started.
    private static func run(_ script: String, in place: TemporaryDirectory) async throws -> Program.Outcome {
        let start = "set -eu\ntrap '[ -z \"${daemon:-}\" ] || kill $daemon; wait' EXIT\n"
        try place.write(start + script, to: "script")
        return try await Program.run(
            ["script"], executable: "/bin/sh",
            environment: [
                "PATH": "\(place.file("bin")):/usr/local/bin:/usr/bin:/bin", "CIRCULARO_SECRET": RunningDaemon.secret,
            ], directory: place.path)
    }

    private static let waiting = "\ndaemon=$!\nuntil hookrunner status >/dev/null 2>&1; do sleep 0.05; done\n"

    @Test func `the five minutes of the README lead to a running hook, and every other command of it works`()
        async throws
    {
        let place = try Self.place()
        try place.write(#"[{"id":"a","execute-command":"date"}]"#, to: "hooks.json")
        try place.write(CircularoServer.token, to: "token")
        let blocks = try Self.blocks(of: "README.md")
        let port = try await FreePort.find()
        #expect(blocks.count > 6)
        try await CircularoServer.with { circularo, url in
            let script = blocks.joined(separator: "\n")
                .replacing(":8080", with: ":\(port)")
                .replacing("https://circularo.example/api", with: url)
                .replacing("--token-file token", with: "--token-file token --allow-http")
                .replacing("cd hooks\n", with: "cd hooks\ncp ../token ../hooks.json .\n")
                .replacing("hookrunner serve &\n", with: "hookrunner serve &\(Self.waiting)")
            let outcome = try await Self.run(script, in: place)
            #expect(outcome.status == 0, "\(outcome.messages)\(outcome.output)")
            #expect(outcome.output.contains("archived document d-4711"))
            #expect(outcome.output.matches(of: /"runs":1\}/).count == 2, "\(outcome.output)")
            #expect(outcome.output.contains("https://hooks.example/circularo"))
            #expect(circularo.problems == [] && circularo.webhooks.count == 1)
        }
        let archive = try FileManager.default.contentsOfDirectory(atPath: place.file("hooks/archive"))
        #expect(!archive.isEmpty)
        #expect(place.text(of: "hooks/imported.conf")?.contains("endpoint /hooks/a {") == true)
    }

    @Test(arguments: ["CONTRIBUTING.md"])
    func `every command for those who build it is there`(file: String) async throws {
        let outcome = try await Self.run(try Self.blocks(of: file).joined(separator: "\n"), in: try Self.place())
        #expect(outcome.status == 0, "\(outcome.messages)")
    }

    @Test func `the examples of hookrunner(1) work`() async throws {
        let place = try Self.place()
        try FileManager.default.copyItem(
            at: Self.root.appending(path: "hooks.example"), to: URL(filePath: place.file("hooks.example")))
        let port = try await FreePort.find()
        try place.write(
            """
            listen 127.0.0.1:\(port)
            journal journal
            endpoint /circularo {
                provider circularo
                secret env CIRCULARO_SECRET
                on * run cat
            }
            """, to: "hookrunner.conf")
        try place.write(#"{"event":"documentCompleted","documentId":"d-1"}"#, to: "payload.json")
        try place.write(CircularoServer.token, to: "token")
        let commands = try Self.examples(of: "hookrunner.1").joined(separator: "\n")
            .replacing(#/(?m)^\$ /#, with: "")
        #expect(commands.contains("hookrunner show 01KAS5C9J2Q7J8Y4M6W3T1XNZB"))
        try await CircularoServer.with { circularo, url in
            let script = commands.replacing("https://circularo.example/api", with: url)
                .replacing("--token-file token", with: "--token-file token --allow-http")
                .replacing(
                    "01KAS5C9J2Q7J8Y4M6W3T1XNZB",
                    with: "$(hookrunner list --json | sed 's/.*\"id\":\"\\([^\"]*\\).*/\\1/')")
            let outcome = try await Self.run("hookrunner serve &\(Self.waiting)\(script)", in: place)
            #expect(outcome.status == 0, "\(outcome.messages)\(outcome.output)")
            #expect(outcome.output.contains("documentCompleted") && circularo.problems == [])
        }
        #expect(place.text(of: "hookrunner.conf")?.contains("secret file") == true)
    }

    @Test func `the example commands of hookrunner-commands(7) do what they say`() async throws {
        let place = try Self.place()
        let scripts = try Self.examples(of: "hookrunner-commands.7").filter { $0.hasPrefix("#!/bin/sh\n") }
        #expect(scripts.count == 2)
        try place.write(scripts[0], to: "archive-it", mode: 0o755)
        try place.write(scripts[1], to: "once", mode: 0o755)
        try place.write(
            "#!/bin/sh\necho sent >> sent\n[ -e sent-before ] || { touch sent-before; exit 1; }\n",
            to: "bin/send-invoice", mode: 0o755)
        let outcome = try await Self.run(
            """
            mkdir archive done
            echo payload | PAYLOAD_DOCUMENT_ID=d-1 ./archive-it
            status=0; PAYLOAD_DOCUMENT_ID=../x ./archive-it </dev/null || status=$?
            export HOOK_DELIVERY_ID=01K
            first=0; ./once || first=$?
            ./once
            ./once
            echo "$status $first $(cat archive/d-1.json) $(cat sent | wc -l)"
            """, in: place)
        #expect(outcome == .init(status: 0, output: "100 1 payload 2\n", messages: "odd document id\n"))
    }
}
