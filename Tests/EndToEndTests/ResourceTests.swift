import Formats
import Foundation
import Support
import Testing

/// Out of descriptors, out of processes: runs wait, and neither fail nor vanish.
@Suite(.timeLimit(.minutes(4))) struct ResourceTests {
    private func requests(_ count: Int) async throws -> [Burst.Request] {
        var requests: [Burst.Request] = []
        for number in 0..<count {
            let body = #"{"event":"e","n":\#(number)}"#
            requests.append(.init(number: number, body: body, signature: try await RunningDaemon.signature(of: body)))
        }
        return requests
    }

    /// Each delivery is answered 202 and runs once, in spite of a limit that is too low for all at once.
    private func expectAllRun(under limits: [String], as user: [String] = []) async throws {
        let hooks = "on * run sh -c \"echo $PAYLOAD_N >> done; exec cat gate\""
        // The shell keeps open what this process waits on: a daemon closes descriptors that are over its limit.
        let shell = ["/bin/sh", "-c", "\"$@\" & wait", "sh"]
        let launcher = shell + user + ["/usr/bin/setpriv", "--pdeathsig=KILL", "/usr/bin/prlimit"] + limits
        let place = try TemporaryDirectory()
        let gate = try Gate(in: place)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: place.path)
        try await RunningDaemon.with(
            hooks: hooks, settings: "max-running 60", in: place, launcher: launcher
        ) { daemon in
            let burst = try Burst(
                try await requests(80), to: "http://\(await daemon.address)/circularo", parallel: 80)
            let statuses = try await burst.send()
            #expect(statuses.count == 80 && statuses.values.allSatisfy { $0 == 202 }, "\(statuses)")
            // None ends before one more than can be started was to start.
            try await eventually { await daemon.log.contains("warning starts-delayed") }
            try await eventually {
                gate.letThrough()
                return try await daemon.list("--state", "succeeded", "--limit", "100").count == 80
            }
            let done = daemon.directory.numbers(in: "done")
            #expect(done.sorted() == Array(0..<80))
        }
    }

    @Test func `64 descriptors are enough for any burst, one after the other`() async throws {
        try await expectAllRun(under: ["--nofile=64"])
    }

    /// Becomes a user without other processes.
    private static func user() -> [String] {
        let id = Int.random(in: 61_000..<65_000)
        return ["/usr/bin/setpriv", "--reuid=\(id)", "--regid=\(id)", "--clear-groups"]
    }

    @Sendable private static func anotherUserCanRunIt() async throws -> Bool {
        guard getuid() == 0 else { return false }
        let user = user()
        return try await Program.run(user.dropFirst() + ["test", "-x", Program.path], executable: user[0]).status == 0
    }

    @Test(
        .enabled(
            "this takes root, and a program that other users may run where it was built",
            ResourceTests.anotherUserCanRunIt))
    func `40 processes are enough for any burst, one after the other`() async throws {
        try await expectAllRun(under: ["--nproc=40"], as: Self.user())
    }
}
