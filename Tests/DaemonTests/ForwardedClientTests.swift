import Formats
import HTTP
import Testing
import Values

@testable import Daemon

@Suite struct ForwardedClientTests {
    private func client(_ fields: [(String, String)], from peer: String?, trusting: [String] = ["10.0.0.0/8"]) throws
        -> String
    {
        var proxies = TrustedProxies()
        proxies.networks = trusting.compactMap { Network($0) }
        proxies.includesUnixSockets = trusting.contains("unix")
        let header = HeaderFields(fields.map { HeaderFields.Field(name: $0.0, value: $0.1) })
        return try ForwardedClient.client(
            in: header, from: PeerAddress(peer.flatMap { IPAddress($0) }), trusting: proxies
        )
        .description
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("192.0.2.9, 192.0.2.1", "192.0.2.1"), ("192.0.2.1, 10.0.0.2", "192.0.2.1"),
        ("192.0.2.9,192.0.2.1 ,\t10.0.0.2", "192.0.2.1"), ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("2001:db8::1", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"), ("[2001:db8::1]", "2001:db8::1"),
        ("192.0.2.1:4711", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"), ("192.0.2.1,", "192.0.2.1"),
        // Nodes that the client may have forged are ignored.
        ("unknown, 192.0.2.1", "192.0.2.1"), ("\", 192.0.2.1, 10.0.0.2", "192.0.2.1"),
    ])
    func `the rightmost address that is not a proxy's is the client`(value: String, expected: String) throws {
        #expect(try client([("X-Forwarded-For", value)], from: "10.0.0.1") == expected)
    }

    @Test(arguments: [
        "unknown", "192.0.2.1, unknown, 10.0.0.2", "192.0.2.1, unknown", "", ",", "_hidden", "localhost",
        "203.000.113.009", "192.0.2", "192.0.2.256", "192.0.2.1:", "192.0.2.1:x", "192.0.2.1:123456",
        "192.0.2.1 10.0.0.2",
        "2001:db8::1%eth0", "fe80::1%1", "[2001:db8::1", "2001:db8::1]", "[2001:db8::1]x", "[2001:db8::1]:",
        "[192.0.2.1]", "[]", "[", "\"192.0.2.1\"", "192.0.2.1/32", "\u{e9}", "::1::",
    ])
    func `a node without an address is an error, in either header and with either kind of proxy`(value: String) {
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("X-Forwarded-For", value)], from: "10.0.0.1")
        }
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("X-Forwarded-For", value)], from: nil, trusting: ["unix", "10.0.0.0/8"])
        }
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("Forwarded", "for=\"\(value.replacing("\"", with: ""))x\"")], from: "10.0.0.1")
        }
        // A valid header besides it does not help.
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("X-Forwarded-For", value), ("Forwarded", "for=192.0.2.1")], from: "10.0.0.1")
        }
    }

    @Test(arguments: [
        ("for=192.0.2.1", "192.0.2.1"), ("For=\"[2001:db8::1]:4711\"; proto=https", "2001:db8::1"),
        ("for=192.0.2.9, for=192.0.2.1;by=10.0.0.2", "192.0.2.1"), ("proto=https;for=192.0.2.1", "192.0.2.1"),
        ("for=192.0.2.1, for=10.0.0.2", "192.0.2.1"), ("for=\"192.0.2.1:_gazonk\"", "192.0.2.1"),
        ("for=\"192\\.0.2.1\"", "192.0.2.1"), (", for=192.0.2.1 ,,", "192.0.2.1"),
        ("for=_hidden, for=192.0.2.1", "192.0.2.1"), ("secret=\"a,b;for=192.0.2.9\";for=192.0.2.1", "192.0.2.1"),
        ("for=192.0.2.1;;host=h;", "192.0.2.1"),
    ])
    func `a Forwarded header of a trusted proxy names the client`(value: String, expected: String) throws {
        #expect(try client([("Forwarded", value)], from: "10.0.0.1") == expected)
    }

    @Test(arguments: [
        "for=\"_hidden\"", "for=unknown", "for=192.0.2.1, proto=https", "for=\"192.0.2.1, 10.0.0.2\"", "",
        "for=192.0.2.1;x=\"", "for=192.0.2.1;x=\", for=127.0.0.3", "for=\"x", "for=\"192.0.2.1\\", "for=192.0.2.1\"",
        "for=\"192.0.2.1\"x", "for = 192.0.2.1", "for=", "for", "=192.0.2.1", "for=192.0.2.1;for=192.0.2.2",
        "for=192.0.2.1:4711", "for=[2001:db8::1]", "for=\"2001:db8::1\"", "for=\"[2001:db8::1\"",
        "for=\"[fe80::1%eth0]\"", "for=203.000.113.009", "for=192.0.2.1 for=192.0.2.2", "for=\u{e9}", "192.0.2.1",
    ])
    func `a malformed Forwarded field is an error`(value: String) {
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("Forwarded", value)], from: "10.0.0.1")
        }
    }

    @Test func `an open quote in one field makes all fields unreadable`() {
        #expect(throws: ForwardedClient.Problem.unreadable) {
            try client([("Forwarded", "for=192.0.2.1;x=\""), ("Forwarded", "for=192.0.2.9")], from: "10.0.0.1")
        }
    }

    @Test func `several X-Forwarded-For fields are read as one list`() throws {
        let fields = [("X-Forwarded-For", "192.0.2.9"), ("x-forwarded-for", "192.0.2.1")]
        #expect(try client(fields, from: "10.0.0.1") == "192.0.2.1")
    }

    @Test func `the headers of a client that is not a trusted proxy are ignored`() throws {
        let fields = [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=10.0.0.9")]
        #expect(try client(fields, from: "192.0.2.1") == "192.0.2.1")
        #expect(try client(fields, from: nil) == "unix")
        #expect(try client([fields[0]], from: "10.0.0.1", trusting: []) == "10.0.0.1")
    }

    @Test func `a proxy on a Unix socket is trusted only if the configuration says so`() throws {
        #expect(try client([("X-Forwarded-For", "192.0.2.1")], from: nil, trusting: ["unix"]) == "192.0.2.1")
        #expect(try client([], from: nil, trusting: ["unix"]) == "unknown")
        #expect(try client([], from: nil, trusting: ["10.0.0.0/8"]) == "unix")
    }

    @Test func `two headers are rejected if they name different clients, and accepted if they agree`() throws {
        #expect(throws: ForwardedClient.Problem.contradictory) {
            try client([("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.2")], from: "10.0.0.1")
        }
        let equal = [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")]
        #expect(try client(equal, from: "10.0.0.1") == "192.0.2.1")
    }
}
