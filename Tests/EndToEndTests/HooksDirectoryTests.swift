import Formats
import Foundation
import Glibc
import Support
import Testing

/// `serve --hooks DIR`: no configuration at all.
@Suite(.timeLimit(.minutes(4))) struct HooksDirectoryTests {
    private func makeScript(_ name: String, in directory: TemporaryDirectory, mode: Int = 0o755) throws {
        try directory.write(
            "#!/bin/sh\necho \"$HOOK_EVENT $(cat)\" >> '\(directory.path)/\(name.split(separator: "/").last ?? "").ran'\n",
            to: "hooks/\(name)")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory.file("hooks/\(name)"))
    }

    @Test func `each executable runs for the event that it is named after`() async throws {
        let directory = try TemporaryDirectory()
        for path in ["hooks/documentCompleted.d", "hooks/other"] {
            try FileManager.default.createDirectory(atPath: directory.file(path), withIntermediateDirectories: true)
        }
        for name in [
            "documentSigned", "documentCompleted", "documentCompleted.d/10-first", "documentCompleted.d/20 second",
        ] {
            try makeScript(name, in: directory)
        }
        try makeScript("documentCompleted.d/30-off", in: directory, mode: 0o644)
        try makeScript("documentCompleted.bak", in: directory)
        let arguments = [
            "serve", "--hooks", "hooks", "--secret-env", "CIRCULARO_SECRET", "--listen", "127.0.0.1:0", "--journal",
            "j",
        ]
        try await RunningDaemon.with(arguments, in: directory) { daemon in
            let body = #"{"event":"documentCompleted"}"#
            #expect(try await daemon.post(body, path: "/").body.contains(#""runs":3"#))
            let expected = "documentCompleted \(body)\n"
            for name in ["documentCompleted", "10-first", "20 second"] {
                try await eventually { directory.text(of: "\(name).ran") == expected }
            }
            #expect(directory.text(of: "30-off.ran") == nil && directory.text(of: "documentSigned.ran") == nil)
            try makeScript("signRejected", in: directory)
            try await eventually { await daemon.log.contains("info reloaded") }
            #expect(try await daemon.post(#"{"event":"signRejected"}"#, path: "/").status == 202)
            try await eventually { directory.text(of: "signRejected.ran") != nil }
        }
    }

    /// A daemon started with `--hooks` and the options of the tests; its one hook fails.
    private func serving(
        _ options: [String], launcher: [String] = [], _ body: (RunningDaemon) async throws -> Void
    ) async throws {
        let directory = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: directory.file("hooks"), withIntermediateDirectories: true)
        try directory.write("#!/bin/sh\nexit 3\n", to: "hooks/documentCompleted")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: directory.file("hooks/documentCompleted"))
        let arguments = ["serve", "--hooks", "hooks", "--secret-env", "CIRCULARO_SECRET", "--listen", "127.0.0.1:0"]
        try await RunningDaemon.with(arguments + options, in: directory, launcher: launcher, body)
    }

    /// Runs hookrunner in a directory without a configuration.
    private func tool(_ arguments: [String], launcher: [String] = []) async throws -> Program.Outcome {
        let words = launcher + [Program.path] + arguments
        let elsewhere = try TemporaryDirectory()
        return try await Program.run(
            Array(words.dropFirst()), executable: words[0], input: #"{"event":"documentCompleted"}"#,
            environment: ["CIRCULARO_SECRET": RunningDaemon.secret], directory: elsewhere.path)
    }

    /// What people do beside a daemon, each time with `options`.
    private func workBeside(_ options: [String], launcher: [String] = []) async throws {
        func tool(_ words: String...) async throws -> Program.Outcome {
            try await self.tool(words + options, launcher: launcher)
        }
        let sent = try await tool("send", "documentCompleted")
        #expect(sent.status == 0 && sent.output.contains("\n202 "), "\(sent)")
        try await eventually { try await tool("list", "--state", "failed").output.contains("documentCompleted") }
        let listed = try await tool("list", "--json").output
        let id = try #require(listed.split(separator: "\"").dropFirst(3).first.map(String.init))
        #expect(try await tool("show", id).output.contains("exit 3"))
        #expect(try await tool("retry", id).output == "1 run pending again\n")
        try await eventually { try await tool("list", "--state", "failed").output.contains("documentCompleted") }
        #expect(try await tool("cancel", id).messages.contains("nothing to cancel"))
        let status = try await tool("status")
        #expect(status.status == 0 && status.output.contains("daemon   running"), "\(status)")
        #expect(status.output.contains("endpoint /\n  HOOK"))
    }

    @Test func `the commands beside serve --hooks need only its journal`() async throws {
        try await serving(["--journal", "j"]) { daemon in
            try await workBeside(["--journal", daemon.directory.file("j")])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can put a file system of its own over /var/lib"))
    func `they find the usual journal without any option, as a container's health check does`() async throws {
        let root = [
            "/usr/bin/unshare", "--mount", "/bin/sh", "-c", "mount -t tmpfs none /var/lib && exec \"$@\"", "sh",
        ]
        try await serving([], launcher: root) { daemon in
            try await workBeside([], launcher: ["/usr/bin/nsenter", "--mount", "--target", "\(daemon.pid)"])
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file to another user"))
    func `a note of another user names no key`() async throws {
        try await serving(["--journal", "j"]) { daemon in
            let journal = daemon.directory.file("j")
            try FileManager.default.setAttributes(
                [.ownerAccountID: 65534], ofItemAtPath: journal + "/started.json")
            let sent = try await tool(["send", "documentCompleted", "--journal", journal])
            #expect(sent.status == 78 && sent.messages.contains("belongs to another user"), "\(sent)")
            #expect(try await tool(["status", "--journal", journal]).status == 0)
        }
    }

    @Test func `a journal without a note is listed, but tells no key`() async throws {
        try await serving(["--journal", "j"]) { daemon in
            let journal = daemon.directory.file("j")
            try FileManager.default.removeItem(atPath: journal + "/started.json")
            let sent = try await tool(["send", "documentCompleted", "--journal", journal])
            #expect(sent.status == 78 && sent.messages.contains("pass the configuration with -c FILE"), "\(sent)")
            #expect(try await tool(["list", "--journal", journal]).status == 0)
            let both = try await tool(["list", "--journal", journal, "-c", "x"])
            #expect(both.status == 64 && both.messages.contains("either --config or --journal"))
        }
    }

    @Test(arguments: [
        (["--hooks", "."], 64, "--hooks needs --secret-env NAME or --secret-file FILE"),
        (["--hooks", ".", "--secret-env", "A", "--secret-file", "b"], 64, "either --secret-env or --secret-file"),
        (["--hooks", ".", "-c", "x", "--secret-env", "A"], 64, "either --config or --hooks"),
        (["--listen", "127.0.0.1:0"], 64, "--listen needs --hooks"),
        (["--hooks", "none", "--secret-env", "A"], 78, "no such directory: none"),
        (["--hooks", ".", "--secret-env", "A"], 78, "secret env A: the variable is not set"),
        (["--hooks", ".", "--secret-env", "A", "--listen", "x"], 78, "expected an address and a port"),
    ])
    func `mistakes of serve --hooks are clear`(arguments: [String], status: Int32, text: String) async throws {
        let directory = try TemporaryDirectory()
        let outcome = try await Program.run(["serve"] + arguments, directory: directory.path)
        #expect(outcome.status == status && outcome.messages.contains(text), "\(outcome.messages)")
    }
}
