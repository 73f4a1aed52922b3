import Formats
import Foundation
import Support
import Testing

/// What `on-failure` is promised: a run that has failed for good is told, whatever becomes of the daemon.
@Suite(.timeLimit(.minutes(4))) struct FailureTests {
    private static let body = #"{"event":"documentCompleted"}"#
    /// Says that it was started, waits at the gate, and says that it is done.
    private static let tell =
        "on-failure run sh -c \"cat > report; echo $0 >> begun; cat gate; echo $0 >> told\" {hook}"

    private func lines(_ name: String, in daemon: RunningDaemon) -> [Substring] {
        (daemon.directory.text(of: name) ?? "").split(separator: "\n")
    }

    @Test(
        .enabled(if: RunningDaemon.usesDirectory, "on a shared journal another machine may be telling it"),
        arguments: [SIGKILL, SIGTERM])
    func `a failure is told after the daemon's end while it was being told`(signal: Int32) async throws {
        let settings = "\(Self.tell)\nshutdown-timeout 1s\nkeep 1ms"
        try await RunningDaemon.with(hooks: "on * {\n name h\n run false\n}", settings: settings) { daemon in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { lines("begun", in: daemon) == ["h"] }
            #expect(try await daemon.end(with: signal) == (signal == SIGTERM ? 0 : -SIGKILL))
            #expect(lines("told", in: daemon).isEmpty)
            try await daemon.start()
            try await eventually { lines("begun", in: daemon) == ["h", "h"] }
            #expect(try await daemon.list("--state", "failed").count == 1, "'keep' is over, but it is not told")
            try await gate.open()
            try await eventually { lines("told", in: daemon) == ["h"] }
            try await daemon.end(with: SIGTERM)
            try await daemon.start()
            try await eventually { try await daemon.list().isEmpty }
            #expect(lines("begun", in: daemon).count == 2, "what is told is not told again")
        }
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "another machine may have the hook"))
    func `a run whose hook has gone is told`() async throws {
        let place = try TemporaryDirectory()
        try await RunningDaemon.with(hooks: "on * {\n name old\n run cat gate\n}", in: place) { daemon in
            _ = try Gate(in: daemon.directory)
            #expect(try await daemon.post(Self.body).status == 202)
            try await daemon.end(with: SIGKILL)
        }
        let settings = "on-failure run sh -c \"cat > report\""
        try await RunningDaemon.with(hooks: "on * {\n name new\n run true\n}", settings: settings, in: place) {
            daemon in
            try await eventually { daemon.directory.text(of: "report")?.hasSuffix("}\n") == true }
            let report = try #require(daemon.directory.text(of: "report"))
            #expect(report.contains(#""hook":"old""#) && report.contains("its hook is no longer in the configuration"))
        }
    }

    @Test func `an on-failure command that fails is run again`() async throws {
        let settings = "on-failure run sh -c \"echo x >> begun; exit 3\""
        try await RunningDaemon.with(hooks: "on * run false", settings: settings) { daemon in
            let id = try await daemon.post(Self.body).deliveryID
            try await eventually {
                let begin = " error on-failure-failed delivery=\(id) "
                return await daemon.log.split(separator: "\n").contains {
                    $0.contains(begin) && $0.contains(" attempt=1 exit=3 ms=")
                }
            }
            try await eventually { lines("begun", in: daemon).count >= 2 }
        }
        let final = "on-failure run sh -c \"exit 100\""
        try await RunningDaemon.with(hooks: "on * run false", settings: final) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { await daemon.log.contains(" attempt=1 exit=100\n") }
        }
    }

    @Test func `deliveries whose lane is a text with NUL run one after the other, and all of them`() async throws {
        let hooks = """
            on * {
                run sh -c "echo $HOOK_DELIVERY_ID >> done"
                order serial by .documentId
            }
            """
        try await RunningDaemon.with(hooks: hooks) { daemon in
            var ids: [String] = []
            for number in 0..<4 {
                let body = #"{"event":"documentCompleted","documentId":"D\u0000x","n":\#(number)}"#
                ids.append(try await daemon.post(body).deliveryID)
            }
            try await eventually { try await daemon.list("--state", "succeeded").count == 4 }
            #expect(lines("done", in: daemon).map(String.init) == ids)
        }
    }
}
