import Formats
import Testing
import Values

@testable import Settings

@Suite struct AddressTests {
    @Test(arguments: [
        ("127.0.0.1:8080", "127.0.0.1:8080"), ("0.0.0.0:0", "0.0.0.0:0"), ("localhost:8080", "127.0.0.1:8080"),
        ("[::1]:80", "[::1]:80"), ("[0:0:0::1]:80", "[::1]:80"), ("[FE80::A]:65535", "[fe80::a]:65535"),
        ("[::ffff:10.0.0.1]:80", "[::ffff:10.0.0.1]:80"),
    ])
    func `an IP address is read in its canonical form`(text: String, canonical: String) throws {
        #expect(try Address.listener(text).description == canonical)
    }

    @Test(arguments: [
        "", ":", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+80", "127.1:80",
        "127.0.0.01:80", "256.0.0.1:80", "::1:80", "[::1]", "[127.0.0.1]:80", "[::1%lo]:80", "[]:80", "host:80",
        "*:80", ":80", "http://127.0.0.1:80", "127.0.0.1:80/", "127.0.0.1\0:80",
    ])
    func `a word that is not an address is refused`(text: String) {
        #expect(throws: Misreading.self) { try Address.listener(text) }
    }

    @Test func `a network is read with its length`() throws {
        for text in ["10.0.0.0/8", "10.0.0.1", "0.0.0.0/0", "fd00::/8", "::1", "::/0"] {
            #expect(try Address.network(text).description == text)
        }
        for text in [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "fd00::/129", "host/8", "10.0.0/8", "10.0.0.1/8",
            "10.0.0.0/+8", "fd00::1/8", "all",
        ] {
            #expect(throws: Misreading.self) { try Address.network(text) }
        }
    }
}
