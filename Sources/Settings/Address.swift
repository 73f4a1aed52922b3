import Formats
import Glibc
import Values

/// Network addresses, from the words of a configuration.
enum Address {
    /// `127.0.0.1:8080`, `[::1]:8080`, `localhost:8080`, in canonical form.
    static func listener(_ text: String) throws(Misreading) -> ListenAddress {
        let expected = "an address and a port such as '127.0.0.1:8080'"
        guard let colon = text.lastIndex(of: ":") else {
            let isPort = UInt16(text) != nil
            throw .expected(expected, help: isPort ? meant("127.0.0.1:\(text)") : port(after: text))
        }
        let digits = text[text.index(after: colon)...]
        guard let port = UInt16(digits), digits.utf8.allSatisfy(\.isDigit) else {
            throw .expected(expected, help: "a port is a number from 0 to 65535")
        }
        return .tcp(host: try host(String(text[..<colon]), port: port), port: port)
    }

    /// `10.0.0.0/8`, `fd00::/8`, or one address.
    static func network(_ text: String) throws(Misreading) -> Network {
        guard let network = Network(text) else {
            let everyone = ["all", "any", "*"].contains(text)
            throw .expected(
                "a network such as '10.0.0.0/8' or 'fd00::/8'",
                help: everyone ? "all addresses are '0.0.0.0/0 ::/0'; 'allow' rejects all others by itself" : nil)
        }
        guard !network.hasStrayBits else {
            throw .refused(
                "\(text.quoted) has bits after its prefix length", help: "the network is '\(network.withoutStrayBits)'")
        }
        return network
    }

    private static func host(_ text: String, port: UInt16) throws(Misreading) -> String {
        if text == "localhost" { return "127.0.0.1" }
        if let address = canonical(text, AF_INET) { return address }
        if text.hasPrefix("["), text.hasSuffix("]"),
            let address = canonical(String(text.dropFirst().dropLast()), AF_INET6)
        {
            return address
        }
        let expected = "an address and a port such as '127.0.0.1:8080'"
        if canonical(text, AF_INET6) != nil { throw .expected(expected, help: meant("[\(text)]:\(port)")) }
        if text.isEmpty || text == "*" { throw .expected(expected, help: meant("0.0.0.0:\(port)")) }
        guard text.contains(where: \.isLetter), !text.contains(where: { "[]:/".contains($0) }) else {
            throw .expected(expected)
        }
        throw .refused(
            "\(text.quoted) is a host name, expected an IP address",
            help: "0.0.0.0 is every IPv4 address of this machine, [::] every IPv6 address")
    }

    private static func meant(_ text: String) -> String { "did you mean '\(text)'?" }

    private static func port(after host: String) -> String? {
        canonical(host, AF_INET) != nil ? "add a port: '\(host):8080'" : nil
    }

    /// The form of inet_ntop(3); nil if it is not an address of that family.
    private static func canonical(_ text: String, _ family: Int32) -> String? {
        var address = in6_addr()  // large enough for both families
        guard !text.utf8.contains(0), inet_pton(family, text, &address) == 1 else { return nil }
        return String(unsafeUninitializedCapacity: Int(INET6_ADDRSTRLEN)) { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                inet_ntop(family, &address, characters.baseAddress, socklen_t(characters.count)).map { strlen($0) } ?? 0
            }
        }
    }
}
