import Support
import Testing

/// Who may send, how often, and who is believed about whom: over sockets of the running daemon.
@Suite(.timeLimit(.minutes(4))) struct AccessTests {
    static let event = #"{"event":"documentCompleted"}"#

    private func from(_ address: String) -> [String] { ["-H", "X-Forwarded-For: \(address)"] }

    @Test func `only who is allowed may send, and who is denied may not`() async throws {
        try await RunningDaemon.with(
            hooks: "allow 192.0.2.0/24 2001:db8::/32\non * run touch ran",
            settings: "trust-proxy 127.0.0.1\ndeny 192.0.2.7"
        ) { daemon async throws in
            for address in ["127.0.0.1", "192.0.2.7", "198.51.100.1", "::ffff:192.0.2.7", "2001:db9::1"] {
                let answer = try await daemon.post(Self.event, options: from(address))
                #expect(answer.status == 403, "\(address)")
            }
            #expect(try await daemon.list().isEmpty)
            #expect(daemon.directory.text(of: "ran") == nil)
            for address in ["192.0.2.8", "::ffff:192.0.2.9", "2001:db8::1"] {
                #expect(try await daemon.post(Self.event + " ", options: from(address)).status != 403, "\(address)")
            }
            try await eventually { await daemon.log.contains("client=192.0.2.7") }
        }
    }

    @Test func `nobody but a trusted proxy is believed about the client`() async throws {
        try await RunningDaemon.with(
            hooks: "allow 192.0.2.1\non * run touch ran", settings: "trust-proxy 10.0.0.0/8"
        ) { daemon async throws in
            #expect(try await daemon.post(Self.event, options: from("192.0.2.1")).status == 403)
            #expect(daemon.directory.text(of: "ran") == nil)
        }
        try await RunningDaemon.with(
            hooks: "allow 192.0.2.1\non * run touch ran", settings: "trust-proxy 127.0.0.1 10.0.0.0/8"
        ) { daemon async throws in
            // What stands left of the rightmost untrusted address, the client itself has written.
            #expect(try await daemon.post(Self.event, options: from("192.0.2.1, 198.51.100.1, 10.1.1.1")).status == 403)
            let contradictory = from("192.0.2.1") + ["-H", "Forwarded: for=198.51.100.1"]
            #expect(try await daemon.post(Self.event, options: contradictory).status == 400)
            let options = ["-H", "Forwarded: for=198.51.100.1, For=\"192.0.2.1:4711\", for=10.1.1.1"]
            #expect(try await daemon.post(Self.event, options: options).status == 202)
            try await eventually { daemon.directory.text(of: "ran") != nil }
        }
    }

    @Test func `who sends too much is told when to come again, and others are not harmed`() async throws {
        try await RunningDaemon.with(
            hooks: "rate 1/h burst 2\nduplicates keep\non * run true", settings: "trust-proxy 127.0.0.1"
        ) { daemon async throws in
            let greedy = from("192.0.2.1")
            for expected in [202, 202, 429, 429] {
                #expect(try await daemon.post(Self.event, options: greedy).status == expected)
            }
            let answer = try await daemon.post(Self.event, options: greedy + ["-i"])
            let wait = answer.body.split(separator: "\r\n").first { $0.hasPrefix("Retry-After: ") }
            let seconds = try #require(wait.flatMap { Int($0.dropFirst(13)) })
            #expect((3000...3600).contains(seconds))
            // What is not genuine counts, too: guessing is what the rate is against.
            for expected in [401, 401, 429] {
                let guess = try await daemon.post(Self.event, signature: "00", options: from("192.0.2.2"))
                #expect(guess.status == expected)
            }
            #expect(try await daemon.post(Self.event, options: from("192.0.2.3")).status == 202)
            #expect(try await daemon.list().count == 3)
            try await eventually { await daemon.log.contains("status=429 reason=too-many-requests") }
        }
    }
}
