import Formats
import Testing
import Values

@Suite struct AccessRulesTests {
    private func rules(allow: [String], deny: [String]) -> AccessRules {
        var rules = AccessRules()
        rules.allowed = allow.compactMap { Network($0) }
        rules.denied = deny.compactMap { Network($0) }
        return rules
    }

    @Test(arguments: [
        ([], [], "192.0.2.1", true),
        (["10.0.0.0/8"], [], "10.1.1.1", true), (["10.0.0.0/8"], [], "192.0.2.1", false),
        ([], ["10.0.0.0/8"], "10.1.1.1", false), ([], ["10.0.0.0/8"], "192.0.2.1", true),
        (["10.0.0.0/8"], ["10.1.0.0/16"], "10.1.1.1", false), (["10.0.0.0/8"], ["10.1.0.0/16"], "10.2.1.1", true),
        (["10.1.1.1"], ["10.0.0.0/8"], "10.1.1.1", false), (["10.0.0.0/8"], [], "::1", false),
    ])
    func `deny wins, and allow lets nobody else in`(allow: [String], deny: [String], address: String, may: Bool) throws
    {
        let address = try #require(IPAddress(address))
        #expect(rules(allow: allow, deny: deny).admit(address) == may)
    }

    @Test func `a client of a Unix socket has no address that could be denied`() {
        #expect(rules(allow: ["10.0.0.0/8"], deny: ["0.0.0.0/0", "::/0"]).admit(nil))
    }

    @Test func `only the named proxies are trusted`() {
        var proxies = TrustedProxies()
        #expect(proxies.isEmpty && !proxies.trust(nil) && !proxies.trust(IPAddress("127.0.0.1")))
        proxies.includesUnixSockets = true
        #expect(!proxies.isEmpty && proxies.trust(nil) && !proxies.trust(IPAddress("127.0.0.1")))
        proxies.networks = [Network("127.0.0.0/8")].compactMap { $0 }
        #expect(proxies.trust(IPAddress("127.9.9.9")) && !proxies.trust(IPAddress("128.0.0.1")))
    }
}
