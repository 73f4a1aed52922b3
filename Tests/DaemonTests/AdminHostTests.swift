import Testing
import Values

@testable import Daemon

@Suite struct AdminHostTests {
    private let tcp = ListenAddress.tcp(host: "127.0.0.1", port: 8081)

    @Test(arguments: [
        "localhost", "localhost:8081", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8081", "[::1]:8081", "[::1]",
        "10.1.2.3:8081",  // a container's port, reached from outside: an IP address cannot be rebound
    ])
    func `the admin address accepts a Host that is an IP address or localhost`(host: String) {
        #expect(AdminHost.isMeant(by: host, at: tcp))
    }

    @Test(arguments: [
        "evil.example", "evil.example:8081", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost",
        "", ":8081", "::1", "[::1.evil.example]", "[evil]:8081", "127.1", "0x7f000001", "2130706433", "localhost.",
    ])
    func `the admin address rejects any other Host`(host: String) {
        #expect(!AdminHost.isMeant(by: host, at: tcp))
    }

    @Test func `the admin address accepts a request without Host, and any Host on a Unix socket`() {
        #expect(AdminHost.isMeant(by: nil, at: tcp))
        #expect(AdminHost.isMeant(by: "anything.example", at: .unix(path: "/run/admin.sock", mode: 0o660)))
    }
}
