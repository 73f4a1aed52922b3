import Testing
import Values

@Suite struct ListenAddressTests {
    @Test(arguments: [
        ("127.0.0.1", true), ("127.8.9.1", true), ("::1", true), ("::ffff:127.0.0.1", true), ("0.0.0.0", false),
        ("::", false), ("10.0.0.1", false), ("128.0.0.1", false), ("::2", false),
    ])
    func `only from this machine come those who reach its loopback addresses`(host: String, isLocal: Bool) {
        #expect(ListenAddress.tcp(host: host, port: 1).isLocal == isLocal)
    }
}
