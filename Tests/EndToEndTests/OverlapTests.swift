import Formats
import Foundation
import Support
import Testing

/// No attempt runs beside the one before it, whatever was killed.
@Suite(.timeLimit(.minutes(4))) struct OverlapTests {
    enum Victim: CaseIterable {
        case daemon, executor, both
    }

    @Test(arguments: Victim.allCases)
    func `an attempt begins only when the one before it has ended`(victim: Victim) async throws {
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        let command = try LockingCommand(in: place)
        try await RunningDaemon.with(hooks: command.hooks, in: place) { daemon in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { command.events.count == 1 }
            let executor = try #require(command.pids.first.flatMap(ProcessTable.parent))
            // Stopped first, so that it cannot end its commands when its daemon goes.
            if victim == .both { kill(executor, SIGSTOP) }
            if victim != .executor { try await daemon.end(with: SIGKILL) }
            if victim != .daemon { kill(executor, SIGKILL) }
            if victim != .executor { try await daemon.start() }
            try await eventually { command.events.contains("begun 2") }
            #expect(!command.events.contains { $0.hasPrefix("overlap") }, "\(command.events)")
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(command.events.count == 3 && command.events.last == "done 2", "\(command.events)")
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
