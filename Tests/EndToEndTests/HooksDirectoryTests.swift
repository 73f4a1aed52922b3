import Foundation
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

    @Test(arguments: [
        (["--hooks", "."], 64, "--hooks needs --secret-env NAME or --secret-file FILE"),
        (["--hooks", ".", "--secret-env", "A", "--secret-file", "b"], 64, "either --secret-env or --secret-file"),
        (["--hooks", ".", "-c", "x", "--secret-env", "A"], 64, "either --config or --hooks"),
        (["--listen", "127.0.0.1:0"], 64, "--listen goes with --hooks"),
        (["--hooks", "none", "--secret-env", "A"], 78, "there is no directory none"),
        (["--hooks", ".", "--secret-env", "A"], 78, "secret env A: the variable is not set"),
        (["--hooks", ".", "--secret-env", "A", "--listen", "x"], 78, "expected an address and a port"),
    ])
    func `mistakes are clear`(arguments: [String], status: Int32, text: String) async throws {
        let directory = try TemporaryDirectory()
        let outcome = try await Program.run(["serve"] + arguments, directory: directory.path)
        #expect(outcome.status == status && outcome.messages.contains(text), "\(outcome.messages)")
    }
}
