import Formats
import Foundation
import Support
import Testing

/// Where the log goes, and that nobody waits for it.
@Suite(.timeLimit(.minutes(4))) struct LogTests {
    static let body = #"{"event":"documentCompleted"}"#

    private func post(_ daemon: RunningDaemon) async throws -> String {
        let signature = try await RunningDaemon.signature(of: Self.body)
        return try await Program.run(
            [
                "-s", "-w", "%{http_code}", "-o", "/dev/null", "-H", "x-circularo-signature: \(signature)", "-d",
                Self.body, "--unix-socket", daemon.directory.file("hook.sock"), "http://h/circularo",
            ], executable: "/usr/bin/curl"
        ).output
    }

    @Test func `a stderr that nobody reads delays nothing, and metrics tell what was dropped`() async throws {
        let directory = try TemporaryDirectory()
        let pipe = try Gate(in: directory, named: "stderr")
        // Open for both directions: it can be written to until it is full, and then never again.
        let launcher = ["/bin/sh", "-c", "exec \"$@\" 2<>\(pipe.path)", "sh"]
        try await RunningDaemon.with(
            hooks: "on * run touch ran", settings: "listen unix:hook.sock\nadmin unix:admin.sock", in: directory,
            launcher: launcher
        ) { daemon in
            let sockets = ["hook.sock", "admin.sock"].map { daemon.directory.file($0) }
            // More than the pipe, what is being written and the backlog hold: each line has 1 KiB of such a path.
            let path = String(repeating: "x", count: 1100)
            let flood = try await Program.run(
                [
                    "-s", "-o", "/dev/null", "-w", "%{http_code} ", "--unix-socket", sockets[0],
                    "http://h/\(path)[1-2500]",
                ],
                executable: "/usr/bin/curl")
            #expect(flood.output == String(repeating: "404 ", count: 2500))
            #expect(try await post(daemon) == "202")
            try await eventually { daemon.directory.text(of: "ran") != nil }
            let metrics = try await Program.run(
                ["-s", "--unix-socket", sockets[1], "http://h/metrics"], executable: "/usr/bin/curl")
            let dropped = metrics.output.matches(of: /\nhookrunner_log_dropped_lines_total ([0-9]+)\n/).first
            #expect((dropped.flatMap { Int($0.1) } ?? 0) > 0)
            #expect(try await daemon.end(with: SIGTERM) == 0)
        }
    }

    @Test(arguments: ["2>&-", "0<&- 1>&- 2>&-", "2> /dev/full"])
    func `a closed or full stderr is no reason to fail, and its number is nobody else's`(redirection: String)
        async throws
    {
        let launcher = ["/bin/sh", "-c", "exec \"$@\" \(redirection)", "sh"]
        try await RunningDaemon.with(
            hooks: "on * run touch ran", settings: "listen unix:hook.sock", launcher: launcher
        ) { daemon in
            #expect(try await post(daemon) == "202")
            try await eventually { daemon.directory.text(of: "ran") != nil }
            let target = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(await daemon.pid)/fd/2")
            #expect(target.hasPrefix("/dev/"))
            #expect(try await daemon.end(with: SIGTERM) == 0)
        }
    }

    @Test func `lines for systemd's journal have priorities; those for anything else do not`() async throws {
        let stream = "export JOURNAL_STREAM=$(stat -L -c %d:%i /proc/self/fd/2)"
        for (variable, first) in [(stream, "<6>listening address="), ("export JOURNAL_STREAM=1:2", "20")] {
            let launcher = ["/bin/sh", "-c", "\(variable); exec \"$@\"", "sh"]
            try await RunningDaemon.with(hooks: "on * run true", launcher: launcher) { daemon in
                #expect(await daemon.log.hasPrefix(first))
            }
        }
    }
}
