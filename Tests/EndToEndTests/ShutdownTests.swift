import Foundation
import Support
import Testing

@Suite(.timeLimit(.minutes(4))) struct ShutdownTests {
    static let body = #"{"event":"documentCompleted"}"#

    @Test(arguments: [SIGTERM, SIGINT])
    func `the first signal lets the running command end, and exits 0`(signal: Int32) async throws {
        try await RunningDaemon.with(hooks: "on * run sh -c \"echo > begun; cat gate; echo > done\"") {
            daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "begun") != nil }
            await daemon.send(signal)
            try await eventually { await daemon.log.contains("stopping") }
            #expect(try await daemon.post(Self.body).status == 0)
            try await gate.open()
            #expect(try await daemon.status() == 0)
            #expect(daemon.directory.text(of: "done") != nil)
            #expect(try await daemon.list("--state", "succeeded").count == 1)
        }
    }

    @Test func `commands that outlast shutdown-timeout are ended, and run again after the next start`() async throws {
        let hooks = "on * run sh -c \"echo $HOOK_ATTEMPT >> begun; cat gate; echo > done\""
        try await RunningDaemon.with(hooks: hooks, settings: "shutdown-timeout 100ms") { daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "begun") == "1\n" }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            #expect(try await daemon.list("--state", "pending").count == 1)
            try await daemon.start()
            try await eventually { daemon.directory.text(of: "begun") == "1\n2\n" }
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
        }
    }

    @Test func `a second signal stops at once`() async throws {
        let hooks = "on * run sh -c \"trap '' TERM; echo > begun; cat gate\""
        try await RunningDaemon.with(hooks: hooks, settings: "shutdown-timeout 1h") { daemon async throws in
            _ = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "begun") != nil }
            await daemon.send(SIGTERM)
            try await eventually { await daemon.log.contains("stopping") }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            #expect(try await daemon.list("--state", "pending").count == 1)
        }
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "several share a database"))
    func `a second daemon on the same journal stops with a clear error`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon async throws in
            let second = try await daemon.command("serve")
            #expect(second.status == 75)
            #expect(second.messages.contains("is in use by another daemon"))
            #expect(try await daemon.post(Self.body).status == 202)
        }
    }
}
