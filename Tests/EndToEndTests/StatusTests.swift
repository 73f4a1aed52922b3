import Formats
import Foundation
import Support
import Testing

/// `hookrunner status`.
@Suite(.timeLimit(.minutes(4))) struct StatusTests {
    static let body = #"{"event":"documentCompleted"}"#

    @Test(.enabled(if: RunningDaemon.usesDirectory, "a journal in a directory tells which process has it"))
    func `a ready daemon is told with its process, and one that has gone is not`() async throws {
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

    @Test(.enabled(if: RunningDaemon.usesDirectory, "a journal in a directory tells which process has it"))
    func `a daemon without an admin address is not asked`() async throws {
        try await RunningDaemon.with(hooks: "on * run true") { daemon in
            let status = try await daemon.command("status", "--json")
            #expect(status.status == 0)
            #expect(
                status.output.hasPrefix("{\"running\":true,\"pid\":\(await daemon.pid),\"ready\":null,\"reasons\":[],"))
        }
    }

    @Test func `a daemon that is shutting down fails a health check`() async throws {
        let directory = try TemporaryDirectory()
        let gate = try Gate(in: directory)
        let settings = "admin unix:admin.sock"
        try await RunningDaemon.with(hooks: "on * run cat \(gate.path)", settings: settings, in: directory) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            await daemon.send(SIGTERM)
            try await eventually { try await daemon.command("status").status == 1 }
            let status = try await daemon.command("status")
            #expect(status.output.contains("not ready\n         the daemon is shutting down\n"))
            #expect(status.output.contains("\n  *     0        1        0       0          0\n"))
            try await gate.open()
            #expect(try await daemon.status() == 0)
        }
    }

    @Test func `a proxy, and what the user tells curl, are left aside`() async throws {
        let directory = try TemporaryDirectory()
        try directory.write("fail\nmax-time = 0.001\nproxy = http://127.0.0.1:1\n", to: ".curlrc")
        for admin in ["unix:admin.sock", "127.0.0.1:0", "0.0.0.0:0"] {
            try await RunningDaemon.with(hooks: "on * run true", settings: "admin \(admin)", in: directory) { daemon in
                // Who asks has to know the port, which only the log tells.
                let known = admin.replacing(
                    ":0", with: ":\(await daemon.adminAddress.split(separator: ":").last ?? "")")
                let file = try #require(directory.text(of: "hookrunner.conf"))
                try directory.write(file.replacing("admin \(admin)", with: "admin \(known)"), to: "hookrunner.conf")
                let proxies = ["http_proxy": "http://127.0.0.1:1", "ALL_PROXY": "http://127.0.0.1:1"]
                let status = try await daemon.command(
                    "status", environment: proxies.merging(["HOME": directory.path]) { $1 })
                #expect(status.status == 0 && status.output.contains(", ready\n"), "\(admin): \(status)")
                try await daemon.end(with: SIGTERM)
            }
        }
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "a journal in a directory tells which process has it"))
    func `status without curl reports what it sees from outside, and says so`() async throws {
        let settings = "admin unix:admin.sock\nmax-running 1\nready-max-lag 1s"
        try await RunningDaemon.with(hooks: "on * run cat gate", settings: settings) { daemon in
            let gate = try Gate(in: daemon.directory)
            let path = ["PATH": "/nonexistent"]
            let status = try await daemon.command("status", environment: path)
            #expect(status.status == 0, "\(status)")
            #expect(status.output.contains("; readiness unknown: "), "\(status)")
            let json = try await daemon.command("status", "--json", environment: path)
            #expect(json.status == 0)
            #expect(json.output.contains(#","ready":null,"reasons":[{"name":"not-asked","text":""#))
            for event in ["a", "b"] { #expect(try await daemon.post("{\"event\":\"\(event)\"}").status == 202) }
            try await eventually { try await daemon.command("status", environment: path).status == 1 }
            let late = try await daemon.command("status", "--json", environment: path)
            #expect(late.output.contains(#""ready":false,"reasons":[{"name":"runs-late","text":""#))
            try await gate.open()
            try await eventually { try await daemon.command("status", environment: path).status == 0 }
            try await gate.open()
            try await daemon.end(with: SIGKILL)
            #expect(try await daemon.command("status", environment: path).status == 1)
        }
    }

    @Test func `a daemon that hangs fails a health check in time`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", settings: "admin unix:admin.sock") { daemon in
            await daemon.send(SIGSTOP)
            let status = try await daemon.command("status", "--json")
            await daemon.send(SIGCONT)
            #expect(status.status == 1 && status.output.contains(#""reasons":[{"name":"no-answer""#))
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
