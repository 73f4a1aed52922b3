import Formats
import Foundation
import Support
import Testing

/// What was answered 202 is never lost.
@Suite(.timeLimit(.minutes(4))) struct CrashTests {
    static let body = #"{"event":"documentCompleted"}"#
    /// Says that it runs, waits at the gate, and says that it is done.
    static let hooks = "on * run sh -c \"echo $HOOK_ATTEMPT $$ >> begun; cat gate; echo $HOOK_ATTEMPT >> done\""

    private func pid(in directory: TemporaryDirectory, line: Int) -> Int32? {
        let lines = directory.text(of: "begun")?.split(separator: "\n") ?? []
        return lines.count > line ? lines[line].split(separator: " ").last.flatMap { Int32($0) } : nil
    }

    @Test func `a delivery answered 202 runs after kill -9, and its first command is gone by then`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks) { daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { pid(in: daemon.directory, line: 0) != nil }
            let first = try #require(pid(in: daemon.directory, line: 0))
            #expect(try await daemon.end(with: SIGKILL) == -SIGKILL)
            try await eventually { kill(first, 0) != 0 }
            try await daemon.start()
            try await eventually { pid(in: daemon.directory, line: 1) != nil }
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(daemon.directory.text(of: "done") == "2\n")
            #expect(await daemon.log.contains("runs-recovered runs=1"))
        }
    }

    @Test func `a delivery whose run had not begun runs after kill -9`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "max-running 1") { daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            #expect(try await daemon.post(#"{"event":"second"}"#).status == 202)
            try await eventually { pid(in: daemon.directory, line: 0) != nil }
            try await daemon.end(with: SIGKILL)
            try await daemon.start()
            for line in 1...2 {
                try await eventually { pid(in: daemon.directory, line: line) != nil }
                try await gate.open()
            }
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
        }
    }

    @Test func `the executor's end by kill -9 costs an attempt, not the run`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks) { daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { pid(in: daemon.directory, line: 0) != nil }
            let command = try #require(pid(in: daemon.directory, line: 0))
            let executor = try #require(ProcessTable.parent(of: command))
            #expect(ProcessTable.parent(of: executor) == (await daemon.pid))
            let shown = try await Program.run(["-o", "comm=,args=", "-p", "\(executor)"], executable: "/bin/ps").output
            #expect(shown.contains(/^hook-executor +\/proc\/self\/exe hookrunner: executor\n$/), "\(shown)")
            kill(executor, SIGKILL)
            try await eventually { pid(in: daemon.directory, line: 1) != nil }
            #expect(ProcessTable.hasEnded(command))
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(daemon.directory.text(of: "done") == "2\n")
            try await eventually { await daemon.log.contains("executor-lost") }
        }
    }
}
