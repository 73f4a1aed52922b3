import Testing
import Values

@testable import Daemon

@Suite struct AdminHostTests {
    private let tcp = ListenAddress.tcp(host: "127.0.0.1", port: 8081)

    @Test(arguments: [
        "localhost", "localhost:8081", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8081", "[::1]:8081", "[::1]",
        "10.1.2.3:8081",  // as a container's port is reached from outside: no name, so nothing to be turned around
    ])
    func `a Host of a number or localhost is accepted by the admin address`(host: String) {
        #expect(AdminHost.isMeant(by: host, at: tcp))
    }

    @Test(arguments: [
        "evil.example", "evil.example:8081", "localhost.evil.example", "127.0.0.1.evil.example", "notlocalhost",
        "", ":8081", "::1", "[::1.evil.example]", "[evil]:8081", "127.1", "0x7f000001", "2130706433", "localhost.",
    ])
    func `a Host that is neither a number nor localhost is refused by the admin address`(host: String) {
        #expect(!AdminHost.isMeant(by: host, at: tcp))
    }

    @Test func `a program that names no host is no browser, and no browser comes to a unix socket`() {
        #expect(AdminHost.isMeant(by: nil, at: tcp))
        #expect(AdminHost.isMeant(by: "anything.example", at: .unix(path: "/run/admin.sock", mode: 0o660)))
    }
}
