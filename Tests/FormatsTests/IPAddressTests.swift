import Formats
import Testing

@Suite struct IPAddressTests {
    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), ("::1", "::1"), ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"),
    ])
    func `an address has one text, however it was written`(written: String, text: String) {
        #expect(IPAddress(written)?.description == text)
    }

    @Test(arguments: [
        "", "1.2.3", "1.2.3.4.5", "256.0.0.1", "01.2.3.4", "1.2.3.4 ", "[::1]", "::1%eth0", "1.2.3.4:80", "::g",
        "localhost", "1.2.3.4\0",
    ])
    func `what is no address in numbers is none`(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test func `an IPv4 address is the same in its IPv6 form`() {
        #expect(IPAddress("::ffff:10.0.0.1") == IPAddress("10.0.0.1"))
        #expect(IPAddress(bytes: [10, 0, 0, 1]) == IPAddress("10.0.0.1"))
        #expect(IPAddress(bytes: [10, 0, 0]) == nil)
    }

    @Test func `the addresses of an IPv6 line are one subscriber's, IPv4 addresses one each`() {
        #expect(IPAddress("2001:db8:1:2:3::4")?.subscriber.description == "2001:db8:1:2::")
        #expect(IPAddress("192.0.2.1")?.subscriber.description == "192.0.2.1")
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false),
        ("10.0.0.0/8", "::ffff:10.1.1.1", true),
        ("192.0.2.1", "192.0.2.1", true), ("192.0.2.1", "192.0.2.2", false), ("192.0.2.0/31", "192.0.2.1", true),
        ("192.0.2.0/25", "192.0.2.127", true), ("192.0.2.0/25", "192.0.2.128", false), ("0.0.0.0/0", "8.8.8.8", true),
        ("0.0.0.0/0", "::1", false), ("::/0", "2001:db8::1", true), ("::/0", "8.8.8.8", false),
        ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("2001:db8::/33", "2001:db8:7fff::", true),
        ("2001:db8::/33", "2001:db8:8000::", false), ("::ffff:10.0.0.0/104", "10.200.0.1", true),
        ("::ffff:10.0.0.0/104", "11.0.0.1", false),
    ])
    func `a network holds what begins with its bits`(network: String, address: String, isIn: Bool) throws {
        let network = try #require(Network(network))
        let address = try #require(IPAddress(address))
        #expect(network.contains(address) == isIn)
    }

    @Test(arguments: [
        "", "/", "10.0.0.0/", "10.0.0.0/33", "::/129", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "x/8", "10/8",
    ])
    func `a text that is not a network is refused`(text: String) {
        #expect(Network(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.0.0.0/8", false), ("10.0.0.1/8", "10.0.0.0/8", true), ("10.0.0.1/32", "10.0.0.1", false),
        ("2001:db8::1/32", "2001:db8::/32", true), ("::1", "::1", false), ("0.0.0.0/0", "0.0.0.0/0", false),
    ])
    func `a network with bits after its length is noticed`(text: String, meant: String, isStray: Bool) throws {
        let network = try #require(Network(text))
        #expect(network.hasStrayBits == isStray)
        #expect(network.withoutStrayBits.description == meant)
    }
}
