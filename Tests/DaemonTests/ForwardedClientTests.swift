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
        ("2001:db8::1", "2001:db8::1"), ("[2001:db8::1]:443", "2001:db8::1"), ("192.0.2.1:4711", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("unknown", "10.0.0.1"), ("192.0.2.1, unknown, 10.0.0.2", "10.0.0.2"),
        ("", "10.0.0.1"), ("192.0.2.1,", "192.0.2.1"),
    ])
    func `the rightmost address that is no proxy's is the client`(value: String, expected: String) throws {
        #expect(try client([("X-Forwarded-For", value)], from: "10.0.0.1") == expected)
    }

    @Test(arguments: [
        ("for=192.0.2.1", "192.0.2.1"), ("For=\"[2001:db8::1]:4711\"; proto=https", "2001:db8::1"),
        ("for=192.0.2.9, for=192.0.2.1;by=10.0.0.2", "192.0.2.1"), ("proto=https;for=192.0.2.1", "192.0.2.1"),
        ("for=\"_hidden\"", "10.0.0.1"), ("for=192.0.2.1, proto=https", "10.0.0.1"),
        ("for=\"192.0.2.1, 10.0.0.2\"", "10.0.0.1"), ("for=192.0.2.1, for=10.0.0.2", "192.0.2.1"),
    ])
    func `a Forwarded header of a trusted proxy names the client`(value: String, expected: String) throws {
        #expect(try client([("Forwarded", value)], from: "10.0.0.1") == expected)
    }

    @Test func `several X-Forwarded-For fields are read as one list`() throws {
        let fields = [("X-Forwarded-For", "192.0.2.9"), ("x-forwarded-for", "192.0.2.1")]
        #expect(try client(fields, from: "10.0.0.1") == "192.0.2.1")
    }

    @Test func `a client that is not a trusted proxy is not believed about addresses`() throws {
        let fields = [("X-Forwarded-For", "127.0.0.1"), ("Forwarded", "for=10.0.0.9")]
        #expect(try client(fields, from: "192.0.2.1") == "192.0.2.1")
        #expect(try client(fields, from: nil) == "unix")
        #expect(try client([fields[0]], from: "10.0.0.1", trusting: []) == "10.0.0.1")
    }

    @Test func `a proxy on a Unix socket is trusted where that is said`() throws {
        #expect(try client([("X-Forwarded-For", "192.0.2.1")], from: nil, trusting: ["unix"]) == "192.0.2.1")
        #expect(try client([], from: nil, trusting: ["unix"]) == "unix")
    }

    @Test func `two headers that tell of different clients are refused, equal ones not`() throws {
        #expect(throws: ForwardedClient.Contradiction.self) {
            try client([("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.2")], from: "10.0.0.1")
        }
        let equal = [("X-Forwarded-For", "192.0.2.1"), ("Forwarded", "for=192.0.2.1")]
        #expect(try client(equal, from: "10.0.0.1") == "192.0.2.1")
    }
}
