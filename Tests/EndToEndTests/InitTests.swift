import Formats
import Foundation
import Support
import Testing

/// A name space of its own, in which a program is process 1.
private enum ProcessNameSpace {
    static let unshare = ["/usr/bin/unshare", "--pid", "--fork", "--mount-proc", "--kill-child"]

    @Sendable static func canBeMade() async throws -> Bool {
        try await Program.run(unshare.dropFirst() + ["true"], executable: unshare[0]).status == 0
    }
}

/// As process 1 of a container.
@Suite(.timeLimit(.minutes(4)), .enabled("no name space for processes can be made here", ProcessNameSpace.canBeMade))
struct InitTests {
    private static let unshare = ProcessNameSpace.unshare

    private func children(of pid: Int32) -> [Int32] {
        let text = (try? String(contentsOfFile: "/proc/\(pid)/task/\(pid)/children", encoding: .utf8)) ?? ""
        return text.split(separator: " ").compactMap { Int32($0) }
    }

    @Test func `process 1 collects orphans, and commands keep their exit status`() async throws {
        let hooks = "on * run sh -c \"for i in 1 2 3; do (exec sleep 0.1) & done; echo begun >> begun; exit 3\""
        try await RunningDaemon.with(hooks: hooks, launcher: Self.unshare) { daemon in
            let first = try #require(children(of: await daemon.pid).first)
            let id = try await daemon.post(#"{"event":"a"}"#).deliveryID
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            #expect(try await daemon.command("show", id).output.contains("exit 3"))
            // Once the three have ended, process 1 has no child but the daemon.
            try await eventually { children(of: first).count == 1 }
        }
    }

    @Test func `process 1 passes signals on, and exits as the daemon does`() async throws {
        try await RunningDaemon.with(hooks: "on * run true", launcher: Self.unshare) { daemon in
            let first = try #require(children(of: await daemon.pid).first)
            kill(first, SIGHUP)
            try await eventually { await daemon.log.contains("info reloaded") }
            kill(first, SIGTERM)
            #expect(try await daemon.status() == 0)
            #expect(await daemon.log.contains("info stopped"))
        }
    }

    @Test(arguments: [1, 2])
    func `as process 1, too, SIGTERM ends it while a command ignores it`(signals: Int) async throws {
        let settings = "shutdown-timeout \(signals == 1 ? "100ms" : "1h")"
        try await RunningDaemon.with(
            hooks: "on * run \(StopSituation.stubborn)", settings: settings, launcher: Self.unshare
        ) { daemon in
            let first = try #require(children(of: await daemon.pid).first)
            try await StopSituation.begin(daemon)
            kill(first, SIGTERM)
            if signals == 2 {
                try await eventually { await daemon.log.contains("info stopping") }
                kill(first, SIGTERM)
            }
            #expect(try await daemon.status() == 0)
            try await daemon.start()
            try await eventually { try await !daemon.list("--state", "succeeded").isEmpty }
        }
    }

    @Test func `what goes wrong at the start shows in the exit status`() async throws {
        let outcome = try await Program.run(
            Self.unshare.dropFirst() + [Program.path, "serve", "-c", "/nonexistent"], executable: Self.unshare[0])
        #expect(outcome.status == 66 || outcome.status == 78)
        #expect(outcome.messages.contains("/nonexistent"))
    }
}
