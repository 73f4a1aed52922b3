import Formats
import Foundation
import Support
import Testing

/// `when`: a hook runs only for the payloads that it wants.
@Suite(.timeLimit(.minutes(4))) struct FilterTests {
    private static let hooks = #"""
        on push {
            name main
            when .ref = refs/heads/main
            when not .deleted = true
            run sh -c "echo main >> ran"
        }
        on push {
            name release
            when .ref ~ ^refs/tags/v[0-9]+\.[0-9]+$
            run sh -c "echo release >> ran"
        }
        on push {
            name large
            when .size > 9007199254740992
            run sh -c "echo large >> ran"
        }
        on push {
            name team
            when .pusher.name in ann, "Bob B"
            when .reviewed exists
            run sh -c "echo team >> ran"
        }
        """#

    @Test(arguments: [
        (#"{"event":"push","ref":"refs/heads/main"}"#, ["main"]),
        (#"{"event":"push","ref":"refs/heads/main","deleted":true}"#, []),
        (#"{"event":"push","ref":"refs/heads/mainly","deleted":false}"#, []),
        (#"{"event":"push","ref":"refs/tags/v1.20"}"#, ["release"]),
        (#"{"event":"push","ref":"refs/tags/v1.20\n"}"#, []),
        (#"{"event":"push","size":9007199254740993}"#, ["large"]),
        (#"{"event":"push","size":9007199254740992}"#, []),
        (#"{"event":"push","size":"9007199254740993"}"#, []),
        (#"{"event":"push","pusher":{"name":"Bob B"},"reviewed":false}"#, ["team"]),
        (#"{"event":"push","pusher":{"name":"Bob B"},"reviewed":null}"#, []),
        (#"{"event":"pull","ref":"refs/heads/main"}"#, []),
    ])
    func `a hook runs only if all of its conditions hold, and no run is written else`(
        payload: String, names: [String]
    ) async throws {
        try await RunningDaemon.with(hooks: Self.hooks) { daemon async throws in
            let answer = try await daemon.post(payload)
            #expect(answer.status == 202 && answer.body.contains(#""runs":\#(names.count)}"#), "\(answer.body)")
            let state = names.isEmpty ? "ignored" : "succeeded"
            try await eventually { try await daemon.list("--state", state).count == 1 }
            let line = try #require(try await daemon.list().first)
            for name in names { #expect(line.contains(#""hook":"\#(name)""#)) }
            #expect(daemon.directory.text(of: "ran") ?? "" == names.map { "\($0)\n" }.joined())
        }
    }

    @Test func `a hostile text holds up nobody`() async throws {
        let hooks = #"""
            on a {
                when .text ~ "^(a+)+$"
                when .text ~ "((a|aa)*)*b{0,200}c"
                when .text ~ "(.*)*(.*)*(.*)*x"
                run touch ran
            }
            """#
        try await RunningDaemon.with(hooks: hooks) { daemon async throws in
            let text = String(repeating: "a", count: 32_000)
            #expect(try await daemon.post(#"{"event":"a","text":"\#(text)!"}"#).body.contains(#""runs":0"#))
            #expect(try await daemon.post(#"{"event":"a","text":"\#(text)"}"#).body.contains(#""runs":0"#))
            #expect(daemon.directory.text(of: "ran") == nil)
        }
    }
}
