import Foundation
import Support
import Testing

/// `hookrunner status`.
@Suite(.timeLimit(.minutes(1))) struct StatusTests {
    static let body = #"{"event":"documentCompleted"}"#

    @Test func `a ready daemon is told with its process, and one that has gone is not`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin unix:admin.sock") { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            let up = try await daemon.command("status")
            #expect(up.status == 0 && up.messages.isEmpty)
            #expect(up.output.hasPrefix("daemon   running, process \(await daemon.pid), ready\njournal  "))
            #expect(up.output.contains("\nruns     0 pending, 0 running, 1 succeeded, 0 failed, 0 cancelled\n"))
            // Asking does not keep a daemon from its journal, nor does it let go of it.
            let second = try await daemon.command("serve")
            #expect(second.status == 75)

            try await daemon.end(with: SIGKILL)
            let down = try await daemon.command("status", "--json")
            #expect(down.status == 1)
            #expect(
                down.output.hasPrefix(#"{"running":false,"pid":null,"ready":false,"reasons":[{"name":"not-running""#))
        }
    }

    @Test func `a daemon without an admin address is not asked`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let status = try await daemon.command("status", "--json")
            #expect(status.status == 0)
            #expect(
                status.output.hasPrefix("{\"running\":true,\"pid\":\(await daemon.pid),\"ready\":null,\"reasons\":[],"))
        }
    }

    @Test func `a daemon that is about to end fails a health check`() async throws {
        let directory = try TemporaryDirectory()
        let gate = try Gate(in: directory)
        let settings = "admin unix:admin.sock"
        try await RunningDaemon.with(hooks: "on * run cat \(gate.path)", settings: settings, in: directory) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            await daemon.send(SIGTERM)
            try await eventually { try await daemon.command("status").status == 1 }
            let status = try await daemon.command("status")
            #expect(status.output.contains("not ready\n         the daemon is about to end\n"))
            #expect(status.output.contains("\n  *     0        1        0       0          0\n"))
            try await gate.open()
            #expect(try await daemon.status() == 0)
        }
    }

    @Test func `where no daemon ever ran, it says so`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write(
            "listen 127.0.0.1:0\njournal journal\nendpoint /x {\nprovider circularo\nunsigned\non * run true\n}\n",
            to: "hookrunner.conf")
        let status = try await Program.run(["status", "-c", directory.file("hookrunner.conf")])
        #expect(status.status == 1)
        #expect(status.messages.contains("there is none yet; 'hookrunner serve' makes it"))
    }
}
