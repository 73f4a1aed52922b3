import Formats
import Foundation
import Support
import Testing

/// `list --follow`.
@Suite(.timeLimit(.minutes(4))) struct FollowTests {
    private func follow(_ daemon: RunningDaemon, _ options: String...) throws -> RunningProgram {
        try RunningProgram(
            ["list", "-c", daemon.directory.file("hookrunner.conf"), "--follow"] + options,
            environment: ["CIRCULARO_SECRET": RunningDaemon.secret], directory: daemon.directory.path)
    }

    /// The event and the state of each line of JSON.
    private func states(_ program: RunningProgram) -> [String] {
        program.lines.map { line in
            let match = line.firstMatch(of: /"event":"([^"]*)".*"bytes":\d+,"state":"([a-z]*)"/)
            return match.map { "\($0.1) \($0.2)" } ?? line
        }
    }

    @Test func `the latest come first, then each new one, and a line again for each state`() async throws {
        let hooks = "on wait run cat gate\n on a, b, c run true"
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let gate = try Gate(in: daemon.directory)
            for event in ["a", "b"] { #expect(try await daemon.post("{\"event\":\"\(event)\"}").status == 202) }
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            let program = try follow(daemon, "--json", "-n", "1")
            try await eventually { states(program) == ["b succeeded"] }
            #expect(try await daemon.post(#"{"event":"wait"}"#).status == 202)
            // It may be seen before it runs.
            try await eventually { states(program).last == "wait running" }
            #expect(try await daemon.post(#"{"event":"nobody"}"#).status == 202)
            try await eventually { states(program).last == "nobody ignored" }
            try await gate.open()
            try await eventually { states(program).last == "wait succeeded" }
            let seen = states(program).filter { $0 != "wait pending" }
            #expect(seen == ["b succeeded", "wait running", "nobody ignored", "wait succeeded"])
            #expect(try await program.end(with: SIGINT) == -SIGINT)
        }
    }

    @Test func `filters hold for what comes, a state for what becomes so`() async throws {
        let hooks = "on bad run false\n on good run true"
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let failed = try follow(daemon, "--json", "--state", "failed")
            let good = try follow(daemon, "--json", "--event", "good")
            for event in ["good", "bad", "other"] {
                #expect(try await daemon.post("{\"event\":\"\(event)\"}").status == 202)
            }
            try await eventually { states(failed) == ["bad failed"] && states(good).last == "good succeeded" }
            #expect(try await daemon.command("retry", "--failed").status == 0)
            // A second line only if somebody looked while it was not failed.
            try await eventually {
                try await daemon.list("--state", "failed").first?.contains("\"attempts\":2") == true
            }
            #expect(Set(states(failed)) == ["bad failed"])
            #expect(states(good).allSatisfy { $0.hasPrefix("good ") })
            #expect(try await failed.end(with: SIGTERM) == -SIGTERM)
            #expect(try await good.end(with: SIGTERM) == -SIGTERM)
        }
    }

    @Test func `people get a table that goes on, with or without a daemon`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            #expect(try await daemon.post(#"{"event":"first"}"#).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            let program = try follow(daemon)
            try await eventually { program.lines.count == 2 }
            try await daemon.start()
            #expect(try await daemon.post(#"{"event":"second"}"#).status == 202)
            try await eventually { program.output.contains(/second +succeeded +\*\n/) }
            #expect(program.lines[0].hasPrefix("ID ") && program.lines[1].contains("  first  succeeded"))
            #expect(program.lines.count { $0.hasPrefix("ID ") } == 1)
            try await program.end(with: SIGTERM)
        }
    }

    @Test func `list --follow ends when its reader has gone, though nothing happens`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let configuration = daemon.directory.file("hookrunner.conf")
            let command = "('\(Program.path)' list -c '\(configuration)' -f; echo $? > ended) | true"
            let shell = try RunningProgram(
                ["-c", command], executable: "/bin/sh", environment: ["CIRCULARO_SECRET": RunningDaemon.secret],
                directory: daemon.directory.path)
            #expect(try await shell.status() == 0)
            try await eventually { daemon.directory.text(of: "ended")?.hasSuffix("\n") == true }
            #expect(daemon.directory.text(of: "ended") == "\(128 + SIGPIPE)\n")
            // The same where the signal is ignored.
            let ignoring = try RunningProgram(
                ["-c", "trap '' PIPE; \(command)"], executable: "/bin/sh",
                environment: ["CIRCULARO_SECRET": RunningDaemon.secret], directory: daemon.directory.path)
            #expect(try await ignoring.status() == 0)
            try await eventually { daemon.directory.text(of: "ended") == "1\n" }
        }
    }

    @Test func `more than are read at once come in order, each once`() async throws {
        let settings = "endpoint /many {\nprovider custom {\nheader X\nevent .event\n}\nunsigned\neach .items\n}"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            let program = try follow(daemon, "--json")
            #expect(try await daemon.post(#"{"items":[{"event":"first"}]}"#, path: "/many").status == 202)
            try await eventually { program.lines.count == 1 }
            try #require(kill(program.pid, SIGSTOP) == 0)
            for round in 0..<2 {
                let items = (0..<900).map { "{\"event\":\"e\(round)-\($0)\"}" }.joined(separator: ",")
                #expect(try await daemon.post("{\"items\":[\(items)]}", path: "/many").status == 202)
            }
            try #require(kill(program.pid, SIGCONT) == 0)
            try await eventually { program.lines.count >= 1801 }
            let ids = program.lines.compactMap { $0.firstMatch(of: /"id":"([^"]*)"/).map { String($0.1) } }
            #expect(ids.count == 1801 && Set(ids).count == 1801 && ids == ids.sorted())
            try await program.end(with: SIGTERM)
        }
    }
}
