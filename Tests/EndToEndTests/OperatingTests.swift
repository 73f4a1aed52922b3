import Foundation
import Support
import Testing

/// What an operator does to a running daemon.
@Suite(.timeLimit(.minutes(4))) struct OperatingTests {
    static let body = #"{"event":"documentCompleted"}"#

    @Test func `a failed run is retried while the daemon runs, alone or with all others`() async throws {
        let hooks = "on * run sh -c \"echo $HOOK_ATTEMPT >> runs; test -e fixed\""
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let id = try await daemon.post(Self.body).deliveryID
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            let again = try await daemon.command("retry", id)
            #expect(again.status == 0 && again.output == "1 run pending again\n")
            try await eventually { daemon.directory.text(of: "runs") == "1\n2\n" }
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            try daemon.directory.write("", to: "fixed")
            #expect(try await daemon.command("retry", "--failed", "--since", "1h").output == "1 run pending again\n")
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            let none = try await daemon.command("retry", "--failed")
            #expect(none.status == 66 && none.messages == "hookrunner: nothing to retry\n")
        }
    }

    @Test func `a running command is ended by cancel, and what waits behind it is not run`() async throws {
        let hooks = "on * {\n run sh -c \"echo $PAYLOAD_EVENT $$ >> begun; cat gate\"\n order serial\n}"
        try await RunningDaemon.with(hooks: hooks) { daemon in
            _ = try Gate(in: daemon.directory)
            let first = try await daemon.post(#"{"event":"first"}"#).deliveryID
            let second = try await daemon.post(#"{"event":"second"}"#).deliveryID
            try await eventually { daemon.directory.text(of: "begun")?.hasSuffix("\n") == true }
            let cancelled = try await daemon.command("cancel", first, second)
            #expect(cancelled.status == 0 && cancelled.output == "2 runs cancelled\n")
            try await eventually { try await daemon.list("--state", "cancelled").count == 2 }
            let begun = daemon.directory.text(of: "begun")?.split(separator: "\n") ?? []
            #expect(begun.count == 1 && begun[0].hasPrefix("first "))
            let pid = try #require(begun.first?.split(separator: " ").last.flatMap { Int32($0) })
            #expect(kill(pid, 0) != 0)
        }
    }

    @Test func `SIGHUP brings in a valid configuration, and leaves the old one for a mistaken one`() async throws {
        try await RunningDaemon.with(hooks: "on * run touch old") { daemon in
            let file = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.write(file.replacing("on * run", with: "on * rnu"), to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("error reload-failed reason=") }
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "old") != nil }

            try daemon.directory.write(file.replacing("touch old", with: "touch new"), to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("info reloaded") }
            #expect(try await daemon.post(#"{"event":"x"}"#).status == 202)
            try await eventually { daemon.directory.text(of: "new") != nil }
        }
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "on a shared journal it waits for a machine that has the hook"))
    func `a run whose hook has vanished fails with that reason, and runs once it is back`() async throws {
        let hooks = "on * {\n name first\n run sh -c \"echo > begun; cat gate\"\n order serial\n}"
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            let waiting = try await daemon.post(#"{"event":"b"}"#).deliveryID
            try await eventually { daemon.directory.text(of: "begun") != nil }
            let file = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.write(file.replacing("name first", with: "name other"), to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.contains("runs-orphaned runs=1") }
            let shown = try await daemon.command("show", waiting)
            #expect(shown.output.contains("its hook is no longer in the configuration"))
            try await gate.open()  // the one that ran goes on to its end

            try daemon.directory.write(file, to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { await daemon.log.components(separatedBy: "info reloaded").count == 3 }
            #expect(try await daemon.command("retry", waiting).status == 0)
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
        }
    }

    @Test func `the on-failure command gets the failed run, and its own failure is only logged`() async throws {
        let settings = "on-failure run sh -c \"cat > report; echo \\\"$1\\\" > hook; exit 3\" sh {hook}"
        let hooks = "on * {\n name h\n run sh -c \"echo attempt $HOOK_ATTEMPT; exit 7\"\n retry 1 times 1ms..2ms\n}"
        try await RunningDaemon.with(hooks: hooks, settings: settings) { daemon in
            let id = try await daemon.post(Self.body).deliveryID
            try await eventually { await daemon.log.contains("error on-failure-failed delivery=\(id) ") }
            #expect(daemon.directory.text(of: "hook") == "h\n")
            let report = try #require(daemon.directory.text(of: "report"))
            #expect(report.hasPrefix(#"{"delivery":"\#(id)","endpoint":"/circularo","provider":"circularo","#))
            #expect(report.contains(#""exit":"7","reason":null,"outputBytes":10,"output":"attempt 1\n"}"#))
            #expect(report.contains(#""exit":"7","reason":null,"outputBytes":10,"output":"attempt 2\n"}"#))
            #expect(report.hasSuffix(#""payload":"{\"event\":\"documentCompleted\"}"}"# + "\n"))
            #expect(try await daemon.list("--state", "failed").count == 1)
        }
    }

    @Test func `deliveries go when keep is over`() async throws {
        let place = try TemporaryDirectory()
        try await RunningDaemon.with(hooks: "on * run true", in: place) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
        }
        try await RunningDaemon.with(hooks: "on * run true", settings: "keep 1ms", in: place) { daemon in
            try await eventually { try await daemon.list().isEmpty }
            try await eventually { await daemon.log.contains("info pruned deliveries=1") }
        }
    }
}
