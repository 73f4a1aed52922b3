import Formats
import Values

/// The client address that a proxy reports: `192.0.2.1`, `192.0.2.1:4711`, `[2001:db8::1]:4711`.
///
/// Anything else is invalid: `unknown`, obfuscated names such as `_proxy1`, addresses with a zone.
struct ForwardedNode: Equatable {
    let address: IPAddress
}

extension ForwardedNode {
    /// Parses an element of `X-Forwarded-For`. No standard describes it: IPv6 addresses may have brackets or not.
    init?(plain text: String) {
        guard let address = IPAddress(text) ?? ForwardedNode(standard: text)?.address else { return nil }
        self.init(address: address)
    }

    /// Parses a node of RFC 7239 §6: IPv6 addresses have brackets, and a port may follow.
    init?(standard text: String) {
        let isIPv6 = text.utf8.first == UInt8(ascii: "[")
        let end = text.utf8.firstIndex(of: UInt8(ascii: isIPv6 ? "]" : ":"))
        let name = text.utf8[..<(end ?? text.utf8.endIndex)].dropFirst(isIPv6 ? 1 : 0)
        var rest = text.utf8[(end ?? text.utf8.endIndex)...]
        if isIPv6 { guard rest.popFirst() != nil else { return nil } }
        guard rest.isEmpty || Self.isPort(rest), let address = IPAddress(Substring(name)),
            name.contains(UInt8(ascii: ":")) == isIPv6
        else { return nil }
        self.init(address: address)
    }

    /// `:` and up to five digits, or an obfuscated port such as `:_a`.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        let port = text.dropFirst()
        guard text.first == UInt8(ascii: ":"), let first = port.first else { return false }
        if first == UInt8(ascii: "_") { return port.count > 1 && port.dropFirst().allSatisfy(\.isObfuscatedNameByte) }
        return port.count <= 5 && port.allSatisfy(\.isDigit)
    }
}

extension UInt8 {
    /// A byte of `obfnode` and `obfport`, RFC 7239 §6.3.
    fileprivate var isObfuscatedNameByte: Bool {
        isDigit || isLetter || "._-".utf8.contains(self)
    }
}
