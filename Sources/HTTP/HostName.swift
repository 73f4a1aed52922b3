import Formats
import Values

/// `uri-host [ ":" port ]`, RFC 9110 §7.2: the value of `Host`, and the authority of a target.
enum HostName {
    /// False for an empty host.
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: "[") else {
            let name = bytes.prefix { $0 != UInt8(ascii: ":") }
            return !name.isEmpty && isRegisteredName(name) && isPort(bytes.dropFirst(name.count))
        }
        guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
        return isLiteral(bytes[(bytes.startIndex + 1)..<end]) && isPort(bytes[(end + 1)...])
    }

    /// `reg-name` of RFC 3986 §3.2.2, which includes IPv4 addresses. A comma is rejected: it would make Host a list.
    private static func isRegisteredName(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.popFirst()?.hexadecimalDigit != nil, rest.popFirst()?.hexadecimalDigit != nil else {
                    return false
                }
            } else if !byte.isUnreserved, !"!$&'()*+;=".utf8.contains(byte) {
                return false
            }
        }
        return true
    }

    /// An IPv6 address without a zone, which is meaningful only to its sender.
    private static func isLiteral(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.contains(UInt8(ascii: ":")) && IPAddress(String(decoding: bytes, as: UTF8.self)) != nil
    }

    /// Empty, or a colon and a number; RFC 3986 allows the number to be missing.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard let colon = bytes.first else { return true }
        let digits = bytes.dropFirst()
        return colon == UInt8(ascii: ":") && digits.count <= 5 && digits.allSatisfy(\.isDigit)
            && digits.reduce(0) { $0 * 10 + Int($1 - 0x30) } <= 65_535
    }
}
