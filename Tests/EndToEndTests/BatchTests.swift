import Formats
import Foundation
import Support
import Testing

/// `batch`, `reply wait` and `max-pending`, as a sender and a command meet them.
@Suite(.timeLimit(.minutes(4))) struct BatchTests {
    private func lines(_ name: String, of daemon: RunningDaemon) -> [String] {
        (daemon.directory.text(of: name) ?? "").split(separator: "\n").map(String.init)
    }

    @Test func `a full batch is one command that gets a payload a line`() async throws {
        let hooks = """
            on * {
                name all
                run sh -c "cat >> got; env | grep -E '^(HOOK|PAYLOAD)_' | sort > variables"
                batch 3 every 1h
            }
            """
        try await RunningDaemon.with(hooks: hooks) { daemon in
            #expect(try await daemon.post(#"{"event":"a","n":1}"#).status == 202)
            #expect(try await daemon.post("{\"event\":\"b\",\r\n\"n\":2.50}\n").status == 202)
            #expect(try await daemon.list("--state", "pending").count == 2)
            #expect(try await daemon.post(#"{"event":"c","n":3}"#).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 3 }
            #expect(
                lines("got", of: daemon) == [
                    #"{"event":"a","n":1}"#, #"{"event":"b",  "n":2.50} "#, #"{"event":"c","n":3}"#,
                ])
            #expect(
                lines("variables", of: daemon) == [
                    "HOOK_ATTEMPT=1", "HOOK_BATCH_SIZE=3", "HOOK_ENDPOINT=/circularo", "HOOK_MAX_ATTEMPTS=1",
                    "HOOK_NAME=all", "HOOK_PROVIDER=circularo",
                ])
        }
    }

    @Test func `a batch that is not full goes when its time has come, and fails and succeeds as one`() async throws {
        let hooks = """
            on * {
                run sh -c "echo $HOOK_ATTEMPT $HOOK_BATCH_SIZE >> sizes; cat >> got; test $HOOK_ATTEMPT = 2"
                batch 100 every 300ms
                retry 1 times 1ms..1ms
            }
            """
        try await RunningDaemon.with(hooks: hooks, settings: "max-running 1") { daemon in
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            #expect(try await daemon.post(#"{"event":"b"}"#).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
            let sizes = lines("sizes", of: daemon)
            #expect(sizes.filter { $0.hasPrefix("1 ") }.count == sizes.filter { $0.hasPrefix("2 ") }.count)
            let total = sizes.compactMap { Int($0.split(separator: " ")[1]) }.reduce(0, +)
            #expect(total == 4 && lines("got", of: daemon).count == 4)
        }
    }

    @Test func `reply wait answers with what the runs have come to`() async throws {
        let hooks = """
            reply wait 1h
            on good {
                name first
                run echo "hello {who}"
            }
            on good, bad run sh -c "echo oh >&2; test $HOOK_EVENT = good"
            """
        try await RunningDaemon.with(hooks: hooks) { daemon in
            let good = try await daemon.post(#"{"event":"good","who":"you"}"#)
            #expect(good.status == 200)
            let first = #"{"hook":"first","state":"succeeded","exit":"0","output":"hello you\n"}"#
            let second = #"{"hook":"good,bad","state":"succeeded","exit":"0","output":"oh\n"}"#
            #expect(good.body.hasSuffix(#","runs":2,"results":[\#(first),\#(second)]}"# + "\n"))
            let bad = try await daemon.post(#"{"event":"bad","who":"you"}"#)
            #expect(bad.status == 502)
            #expect(bad.body.contains(#""results":[{"hook":"good,bad","state":"failed","exit":"1","output":"oh\n"}]"#))
            #expect(try await daemon.post(#"{"event":"nobody"}"#).status == 202)
        }
    }

    @Test func `reply wait answers 202 when runs take longer, and when the daemon stops`() async throws {
        try await RunningDaemon.with(hooks: "reply wait 200ms\n on * run cat gate") { daemon in
            let gate = try Gate(in: daemon.directory)
            let answer = try await daemon.post(#"{"event":"a"}"#)
            #expect(answer.status == 202 && answer.body.contains(#""runs":1}"#))
            try await gate.open()
        }
        let settings = "shutdown-timeout 1ms"
        try await RunningDaemon.with(hooks: "reply wait 1h\n on * run cat gate", settings: settings) { daemon in
            _ = try Gate(in: daemon.directory)
            async let answer = daemon.post(#"{"event":"a"}"#)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            #expect(try await answer.status == 202)
        }
    }

    @Test func `over max-pending a delivery is refused, and taken once there is room`() async throws {
        let hooks = "on * run cat gate"
        try await RunningDaemon.with(hooks: hooks, settings: "max-running 1\nmax-pending 1") { daemon in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 202)
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            #expect(try await daemon.post(#"{"event":"b"}"#).status == 202)
            let refused = try await daemon.post(#"{"event":"c"}"#, options: ["-i"])
            #expect(refused.status == 503 && refused.body.contains("Retry-After: 10"))
            #expect(try await daemon.post(#"{"event":"a"}"#).status == 200, "a duplicate needs no room")
            try await eventually { await daemon.log.contains("reason=too-many-pending") }
            try await gate.open()
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            try await eventually { try await daemon.post(#"{"event":"c"}"#).status == 202 }
            try await gate.open()
            try await eventually { try await daemon.list("--state", "running").count == 1 }
            try await gate.open()
        }
    }
}
