import Formats
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
            #expect(try await daemon.list().allSatisfy { $0.contains(#""client":"192.0.2.1""#) })
        }
    }

    @Test(arguments: [
        "Forwarded: for=192.0.2.1;x=\"", "Forwarded: for=\"x", "Forwarded: for=unknown", "X-Forwarded-For: unknown",
        "X-Forwarded-For: 203.000.113.009", "X-Forwarded-For: 2001:db8::1%eth0", "X-Forwarded-For;",
    ])
    func `a proxy whose header names no client is refused, whatever is allowed`(header: String) async throws {
        // curl sends a header without a value if a semicolon follows its name.
        try await RunningDaemon.with(
            hooks: "allow 127.0.0.0/8 192.0.2.0/24\non * run touch ran", settings: "trust-proxy 127.0.0.1"
        ) { daemon async throws in
            #expect(try await daemon.post(Self.event, options: ["-H", header]).status == 400)
            try await eventually {
                await daemon.log.contains("client=127.0.0.1 status=400 reason=unreadable-client")
            }
            #expect(daemon.directory.text(of: "ran") == nil)
        }
    }

    @Test(arguments: ["allow 0.0.0.0/0 ::/0", "deny 192.0.2.1"])
    func `behind a trusted proxy on a Unix socket, an unknown client passes no rule`(rule: String) async throws {
        let settings = "listen unix:proxy.sock\ntrust-proxy unix"
        try await RunningDaemon.with(hooks: "\(rule)\non * run touch ran", settings: settings) { daemon async throws in
            let socket = ["--unix-socket", daemon.directory.file("proxy.sock")]
            #expect(try await daemon.post(Self.event, options: socket).status == 403)
            try await eventually { await daemon.log.contains("client=unknown status=403 reason=forbidden") }
            #expect(try await daemon.post(Self.event, options: socket + from("192.0.2.2")).status == 202)
            #expect(try await daemon.post(Self.event, options: socket + from("unknown")).status == 400)
        }
    }

    @Test func `a path is an endpoint's by its bytes`() async throws {
        let endpoint = "endpoint /\u{e9} {\nprovider circularo\nsecret env CIRCULARO_SECRET\non * run true\n}"
        try await RunningDaemon.with(hooks: "on * run true", settings: endpoint) { daemon async throws in
            #expect(try await daemon.post(Self.event, path: "/e%CC%81").status == 404)
            #expect(try await daemon.post(Self.event, path: "/%C3%A9").status == 202)
        }
    }

    @Test func `a page from elsewhere cannot have a browser send to an endpoint without signatures`() async throws {
        let endpoint = "endpoint /open {\nprovider circularo\nunsigned\non * run touch ran\n}"
        try await RunningDaemon.with(hooks: "on * run true", settings: endpoint) { daemon async throws in
            func post(_ headers: String..., to path: String = "/open") async throws -> Int {
                let options = headers.flatMap { ["-H", $0] }
                return try await daemon.post(Self.event, path: path, options: options).status
            }
            #expect(try await post("Sec-Fetch-Site: cross-site") == 403)
            #expect(try await post("Sec-Fetch-Site: same-site") == 403)
            #expect(try await post("Origin: https://evil.example", "Content-Type: text/plain") == 403)
            try await eventually { await daemon.log.contains("status=403 reason=cross-site") }
            #expect(daemon.directory.text(of: "ran") == nil)
            #expect(try await post("Sec-Fetch-Site: cross-site", to: "/circularo") == 202)
            let own = "Origin: http://\(await daemon.address)"
            #expect(try await post(own) == 202)
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
