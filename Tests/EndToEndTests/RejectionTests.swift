import Formats
import Support
import Testing

/// What was not verified never runs, and leaves nothing on disk.
@Suite(.timeLimit(.minutes(4))) struct RejectionTests {
    @Test func `what is not genuine or of no use is turned away, and never runs`() async throws {
        let event = #"{"event":"documentCompleted"}"#
        let right = try await RunningDaemon.signature(of: event)
        try await RunningDaemon.with(hooks: "on * run touch ran") { daemon async throws in
            let unauthorized = RunningDaemon.Answer(status: 401, body: #"{"error":"unauthorized"}"# + "\n")
            let wrong = String(right.reversed())
            #expect(try await daemon.post(event, signature: wrong) == unauthorized)
            #expect(try await daemon.post(event, signature: "") == unauthorized)
            #expect(try await daemon.post(event + " ", signature: right) == unauthorized)
            #expect(try await daemon.post(event, signature: "sha256=" + right) == unauthorized)
            #expect(try await daemon.post(event, options: ["-H", "x-circularo-signature: \(right)"]) == unauthorized)
            #expect(try await daemon.post("[]").status == 400)
            #expect(try await daemon.post("event=x").status == 400)
            #expect(try await daemon.post("{}").status == 400)
            #expect(try await daemon.post(event, path: "/other").status == 404)
            #expect(try await daemon.post(event, path: "/").status == 404)
            #expect(try await daemon.post(event, options: ["-X", "PUT"]).status == 405)
            #expect(try await daemon.list().isEmpty)
            #expect(daemon.directory.text(of: "ran") == nil)

            for reason in [
                "status=401 reason=signature-wrong", "status=401 reason=signature-missing",
                "status=401 reason=signature-malformed", "status=400 reason=not-an-object",
                "status=400 reason=not-json", "status=400 reason=event-missing", "status=404 reason=unknown-path",
                "status=405 reason=method-not-allowed",
            ] {
                try await eventually { await daemon.log.contains(reason) }
            }
            let log = await daemon.log
            #expect(!log.contains(RunningDaemon.secret) && !log.contains(right))
        }
    }

    @Test func `a body over max-body is refused before it is read`() async throws {
        try await RunningDaemon.with(hooks: "max-body 1KiB\non * run touch ran") { daemon async throws in
            let body = #"{"event":"x","filler":"\#(String(repeating: "y", count: 2000))"}"#
            #expect(try await daemon.post(body).status == 413)
            #expect(try await daemon.post(body, options: ["-H", "Transfer-Encoding: chunked"]).status == 413)
            #expect(try await daemon.list().isEmpty)
        }
    }
}
