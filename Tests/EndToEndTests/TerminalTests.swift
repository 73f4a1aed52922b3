import Formats
import Foundation
import Support
import Testing

/// What differs on a terminal: made with script(1), which gives a program one.
@Suite(.timeLimit(.minutes(4)), .enabled(if: Script.isInstalled, "script(1) is not installed"))
struct TerminalTests {
    /// Runs hookrunner on a terminal of 80 columns.
    private func onTerminal(
        _ command: String, in directory: String, terminal: String = "xterm"
    ) async throws -> Program.Outcome {
        try await Program.run(
            ["-qec", "stty cols 80; exec '\(Program.path)' \(command)", "/dev/null"], executable: Script.path,
            environment: ["CIRCULARO_SECRET": RunningDaemon.secret, "TERM": terminal], directory: directory)
    }

    @Test func `list and show fit into the terminal, and are whole in a pipe`() async throws {
        let hooks =
            "on documentCompleted {\n name archive-every-document\n run echo \(String(repeating: "0123456789", count: 10))\n}"
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let id = try await daemon.post(#"{"event":"documentCompleted"}"#).deliveryID
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            let directory = daemon.directory.path
            let piped = try await daemon.command("list").output
            #expect(piped.contains("  documentCompleted  succeeded  archive-every-document\n"))
            let listed = try await onTerminal("list", in: directory)
            let rows = listed.output.split(separator: "\r\n")
            #expect(rows.count == 2 && rows.allSatisfy { $0.count <= 80 } && rows[1].hasSuffix("…"), "\(rows)")
            let shown = try await onTerminal("show \(id)", in: directory).output
            #expect(shown.split(separator: "\r\n").allSatisfy { $0.count <= 80 } && shown.contains("\n    > "))
            #expect(
                try await daemon.command("show", id).output.contains(
                    "    | \(String(repeating: "0123456789", count: 10))\n"))
        }
    }

    /// An endpoint whose runs fail, a thousand with one command.
    private static let failing = """
        endpoint /many {
            provider custom {
                header X
                event .event
            }
            unsigned
            each .items
            on * {
                run false
                batch 1000 every 1s
            }
        }
        """

    @Test func `retry shows how far it has come, if somebody looks, and makes each run once`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: Self.failing) { daemon in
            for round in 0..<6 {
                let items = (0..<1000).map { "{\"event\":\"e\",\"n\":\(round * 1000 + $0)}" }.joined(separator: ",")
                #expect(try await daemon.post("{\"items\":[\(items)]}", path: "/many").status == 202)
            }
            let haveFailed = {
                try await eventually {
                    try await daemon.command("status", "--json").output.contains("\"failed\":6000,")
                }
            }
            try await haveFailed()
            let directory = daemon.directory.path
            let shown = try await onTerminal("retry --failed", in: directory)
            #expect(shown.output.contains("\r200 of 6000 runs pending again"))
            #expect(shown.output.hasSuffix(" \r6000 runs pending again\r\n"))
            try await haveFailed()
            let last = try await onTerminal("retry --failed --event e", in: directory, terminal: "dumb").output
            #expect(last.hasSuffix("\r\n6000 runs pending again\r\n") && !last.contains("\r200 "))
            try await haveFailed()
            let piped = try await daemon.command("retry", "--failed")
            #expect(piped.output == "6000 runs pending again\n" && !piped.messages.contains("\r"))
        }
    }
}
