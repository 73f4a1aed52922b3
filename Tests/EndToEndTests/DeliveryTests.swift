import Formats
import Foundation
import Support
import Testing

/// A signed delivery arrives, and the mapped command runs.
@Suite(.timeLimit(.minutes(4))) struct DeliveryTests {
    static let body = #"{"event":"documentCompleted","documentId":"d-1","actor":{"name":"Ann O'Hara"},"n":1.50}"#

    @Test func `a signed delivery is answered 202 and its command gets the payload and its values`() async throws {
        let hooks = #"""
            on documentCompleted {
                run sh -c "cat > payload; env > variables; printf '%s\n' \"$@\" > arguments; echo seen" sh {documentId} "{.actor.name} x"
                pass-env SHARED
                env OWN value
            }
            """#
        try await RunningDaemon.with(hooks: hooks, environment: ["SHARED": "1", "PRIVATE": "2"]) {
            daemon async throws in
            let answer = try await daemon.post(Self.body)
            #expect(answer.status == 202)
            let id = try #require(answer.body.firstMatch(of: /"id":"([0-9A-Z]{26})"/)?.1)
            #expect(answer.body == #"{"id":"\#(id)","runs":1}"# + "\n")
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }

            #expect(daemon.directory.text(of: "payload") == Self.body)
            #expect(daemon.directory.text(of: "arguments") == "d-1\nAnn O'Hara x\n")
            let variables = Set((daemon.directory.text(of: "variables") ?? "").split(separator: "\n"))
            #expect(
                variables.isSuperset(of: [
                    "HOOK_EVENT=documentCompleted", "HOOK_NAME=documentCompleted", "HOOK_ENDPOINT=/circularo",
                    "HOOK_PROVIDER=circularo", "HOOK_DELIVERY_ID=\(id)", "HOOK_ATTEMPT=1", "HOOK_MAX_ATTEMPTS=1",
                    "PAYLOAD_DOCUMENT_ID=d-1", "PAYLOAD_ACTOR_NAME=Ann O'Hara", "PAYLOAD_N=1.50", "SHARED=1",
                    "OWN=value",
                ]))
            #expect(!variables.contains { $0.contains("PRIVATE") || $0.contains(RunningDaemon.secret) })

            let shown = try await daemon.command("show", String(id))
            #expect(shown.output.contains("    | seen\n"))
            #expect(shown.output.contains("exit 0\n"))
            #expect(try await daemon.command("show", String(id), "--payload").output == Self.body)
        }
    }

    @Test func `an event that no hook wants is kept, and nothing runs`() async throws {
        try await RunningDaemon.with(hooks: "on documentCompleted run touch ran") { daemon async throws in
            let answer = try await daemon.post(#"{"event":"somethingNew"}"#)
            #expect(answer.status == 202)
            #expect(answer.body.contains(#""runs":0"#))
            let lines = try await daemon.list()
            #expect(lines.count == 1 && lines[0].contains(#""state":"ignored""#))
            #expect(daemon.directory.text(of: "ran") == nil)
        }
    }

    @Test func `the same delivery again is answered with the first one's id, and runs once`() async throws {
        try await RunningDaemon.with(hooks: "on * run sh -c \"echo x >> runs\"") { daemon async throws in
            let first = try await daemon.post(Self.body)
            let id = try #require(first.body.firstMatch(of: /"id":"([0-9A-Z]{26})"/)?.1)
            let second = try await daemon.post(Self.body)
            #expect(second.status == 200)
            #expect(second.body == #"{"id":"\#(id)","duplicate":true}"# + "\n")
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(daemon.directory.text(of: "runs") == "x\n")
        }
    }

    @Test func `a failing command is tried again as configured, and then fails for good`() async throws {
        let hooks =
            "on * {\n run sh -c \"echo $HOOK_ATTEMPT of $HOOK_MAX_ATTEMPTS >> runs; exit 3\"\n retry 2 times 1ms..5ms\n}"
        try await RunningDaemon.with(hooks: hooks) { daemon async throws in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            #expect(daemon.directory.text(of: "runs") == "1 of 3\n2 of 3\n3 of 3\n")
        }
    }

    @Test func `exit status 100 is never tried again`() async throws {
        let hooks = "on * {\n run sh -c \"echo x >> runs; exit 100\"\n retry 3 times 1ms..5ms\n}"
        try await RunningDaemon.with(hooks: hooks) { daemon async throws in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { try await daemon.list("--state", "failed").count == 1 }
            #expect(daemon.directory.text(of: "runs") == "x\n")
        }
    }

    @Test func `a slow hook delays no other`() async throws {
        try await RunningDaemon.with(
            hooks: "on slow run cat gate\non fast run touch ran", settings: "max-running 2"
        ) { daemon async throws in
            let gate = try Gate(in: daemon.directory)
            #expect(try await daemon.post(#"{"event":"slow"}"#).status == 202)
            #expect(try await daemon.post(#"{"event":"fast"}"#).status == 202)
            try await eventually { daemon.directory.text(of: "ran") != nil }
            #expect(try await daemon.list("--state", "running").count == 1)
            try await gate.open()
            try await eventually { try await daemon.list("--state", "succeeded").count == 2 }
        }
    }

    /// Trap 5: Foundation would leave one socket open.
    @Test func `a command inherits nothing but its streams`() async throws {
        try await RunningDaemon.with(hooks: "on * run ls -l /proc/self/fd") { daemon in
            let id = try await daemon.post(#"{"event":"a"}"#).deliveryID
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            let output = try await daemon.command("show", "--output", id).output
            let targets = output.split(separator: "\n").compactMap { line -> String? in
                let halves = line.components(separatedBy: " -> ")
                return halves.count == 2 ? halves[1] : nil
            }
            #expect(targets.filter { $0.hasPrefix("pipe:") }.count == 3, "\(output)")
            // One is the directory that ls(1) reads.
            #expect(targets.count == 4, "\(output)")
        }
    }
}
