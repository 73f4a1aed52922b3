import Formats
import Foundation
import Glibc
import Processes
import Support
import Testing

/// `hookrunner send` runs curl so that no key and no payload can be seen, and nothing is left behind.
@Suite(.timeLimit(.minutes(4))) struct SendTests {
    /// A program called curl that writes down how it was called, then does what `script` says.
    private func makeCurl(_ script: String, in place: TemporaryDirectory) throws {
        try FileManager.default.createDirectory(atPath: place.file("bin"), withIntermediateDirectories: true)
        try place.write(
            """
            #!/bin/sh
            { echo "$@"; env; } > '\(place.file("seen"))'
            cat > '\(place.file("input"))'
            sed -n 's/^data-binary = "@\\(.*\\)"$/\\1/p' '\(place.file("input"))' | xargs cat > '\(place.file("body"))'
            \(script)
            """, to: "bin/curl")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.file("bin/curl"))
        try place.write(
            """
            listen 127.0.0.1:1
            journal j
            endpoint /documenso {
                provider documenso
                secret env KEY
                on * run true
            }
            """, to: "hookrunner.conf")
        try FileManager.default.createDirectory(atPath: place.file("tmp"), withIntermediateDirectories: true)
    }

    private func environment(in place: TemporaryDirectory) -> [String: String] {
        [
            "KEY": "the-secret-key-of-this-test", "PATH": "\(place.file("bin")):/usr/bin:/bin",
            "TMPDIR": place.file("tmp"),
        ]
    }

    private static let body = #"{"event":"DOCUMENT_COMPLETED","payload":{"id":1}}"#

    @Test func `key and payload are in no argument, in no variable and in no file`() async throws {
        let place = try TemporaryDirectory()
        try makeCurl("exit 7", in: place)
        let sent = try await Program.run(
            ["send", "DOCUMENT_COMPLETED"], input: Self.body, environment: environment(in: place),
            directory: place.path)
        #expect(sent.status == 75, "\(sent)")
        let seen = try #require(place.text(of: "seen"))
        #expect(seen.hasPrefix("--disable --config -\n") && !seen.contains("the-secret-key"), "\(seen)")
        let input = try #require(place.text(of: "input"))
        #expect(input.contains(#"header = "X-Documenso-Secret: the-secret-key-of-this-test""#))
        #expect(!input.contains("DOCUMENT_COMPLETED") && place.text(of: "body") == Self.body)
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.file("tmp")).isEmpty)
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `a signal ends curl, too, and leaves nothing behind`(signal: Int32) async throws {
        let place = try TemporaryDirectory()
        try makeCurl("exec sleep 300", in: place)
        try place.write(Self.body, to: "payload")
        let program = try RunningProgram(
            ["-c", "exec '\(Program.path)' send DOCUMENT_COMPLETED < payload"], executable: "/bin/sh",
            environment: environment(in: place), directory: place.path)
        try await eventually {
            ProcessTable.children(of: program.pid).contains {
                ProcessTable.commandLines[$0]?.hasPrefix("sleep") == true
            }
        }
        let curl = try #require(ProcessTable.children(of: program.pid).first)
        #expect(try await program.end(with: signal) == -signal)
        #expect(ProcessTable.hasEnded(curl))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.file("tmp")).isEmpty)
    }

    @Test func `what the user tells curl is left aside`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let home = try TemporaryDirectory()
            try home.write("fail\nmax-time = 0.001\nproxy = http://127.0.0.1:1\n", to: ".curlrc")
            let sent = try await Program.run(
                [
                    "send", "documentCompleted", "-c", daemon.directory.file("hookrunner.conf"), "--url",
                    "http://\(await daemon.address)/circularo",
                ],
                input: #"{"event":"documentCompleted"}"#,
                environment: ["HOME": home.path, "CIRCULARO_SECRET": RunningDaemon.secret], directory: home.path)
            #expect(sent.status == 0 && sent.output.contains("\n202 "), "\(sent)")
        }
    }
}
