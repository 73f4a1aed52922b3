import Foundation
import Support
import Testing

/// No attempt runs beside the one before it, whatever was killed.
@Suite(.timeLimit(.minutes(4))) struct OverlapTests {
    enum Victim: CaseIterable {
        case daemon, executor, both
    }

    /// Ignores SIGTERM, and holds a lock that the system lets go of when the last process of the attempt has ended.
    private func hooks(in place: TemporaryDirectory) throws -> String {
        try place.write(
            """
            #!/bin/sh
            trap '' TERM
            exec 9>lock
            flock -n 9 || echo "overlap $HOOK_ATTEMPT" >>events
            echo "begun $HOOK_ATTEMPT $$" >>events
            cat gate
            echo "done $HOOK_ATTEMPT" >>events
            """, to: "command", mode: 0o700)
        return "on * {\nrun \(place.file("command"))\norder serial\n}"
    }

    private func parent(of pid: Int32) throws -> Int32 {
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("PPid:") })
        return try #require(Int32(line.split(separator: "\t").last ?? ""))
    }

    @Test(arguments: Victim.allCases)
    func `an attempt begins only when the one before it has ended`(victim: Victim) async throws {
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        func events() -> [String] { (place.text(of: "events") ?? "").split(separator: "\n").map(String.init) }
        try await RunningDaemon.with(hooks: try hooks(in: place), in: place) { daemon in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { events().count == 1 }
            let command = try #require(events().first.flatMap { Int32($0.split(separator: " ").last ?? "") })
            let executor = try parent(of: command)
            // Stopped first, so that it cannot end its commands when its daemon goes.
            if victim == .both { kill(executor, SIGSTOP) }
            if victim != .executor { try await daemon.end(with: SIGKILL) }
            if victim != .daemon { kill(executor, SIGKILL) }
            if victim != .executor { try await daemon.start() }
            try await eventually { events().contains { $0.hasPrefix("begun 2 ") } }
            #expect(!events().contains { $0.hasPrefix("overlap") }, "\(events())")
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(events().count == 3 && events().last == "done 2", "\(events())")
            if victim != .daemon {
                #expect(await daemon.log.contains(/leftovers-ended processes=\d+ remaining=0/))
            }
        }
    }

    @Test func `a command is in its executor's session, which has no terminal`() async throws {
        try await RunningDaemon.with(hooks: "on * run sh -c \"ps -o sess=,tty= -p $$ >seen; touch done\"") { daemon in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
            let words = (daemon.directory.text(of: "seen") ?? "").split { $0.isWhitespace }.map(String.init)
            let executor = try #require(ProcessTable.children(of: await daemon.pid).first)
            #expect(words == ["\(executor)", "?"])
        }
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGKILL])
    func `a command that 'run' tries out ends with it`(signal: Int32) async throws {
        let place = try TemporaryDirectory()
        try place.write(
            """
            endpoint /e {
                provider circularo
                unsigned
                on * run sh -c "echo $$ >pid; exec sleep 1000"
            }
            """, to: "hookrunner.conf")
        try place.write("{}", to: "payload")
        let run = try RunningProgram(
            ["-c", "exec '\(Program.path)' run x -c hookrunner.conf <payload"], executable: "/bin/sh",
            directory: place.path)
        try await eventually { place.text(of: "pid")?.hasSuffix("\n") == true }
        let command = try #require(place.numbers(in: "pid").first)
        #expect(try await run.end(with: signal) == -signal)
        try await eventually { kill(Int32(command), 0) != 0 }
    }
}
