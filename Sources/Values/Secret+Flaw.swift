extension Secret {
    /// Why some bytes cannot be a key.
    package enum Flaw: Sendable, Equatable, CustomStringConvertible {
        case empty
        /// White space, as a template leaves where a value was missing.
        case blank
        /// Zero bytes. HMAC pads a key with zeros (RFC 2104 §2), so such a key equals the empty one.
        case zero

        /// The reason, to follow "the key".
        package var description: String {
            switch self {
            case .empty: "is empty"
            case .blank: "is only white space"
            case .zero: "is only zero bytes"
            }
        }
    }

    /// In bytes. A shorter key can be found by brute force against one recorded request.
    package static let leastLength = 16

    /// Nil if these bytes can be a key.
    package var flaw: Flaw? {
        if bytes.isEmpty { return .empty }
        guard bytes.allSatisfy({ $0 == 0 || $0.isASCIIWhiteSpace }) else { return nil }
        return bytes.contains { $0 != 0 } ? .blank : .zero
    }

    /// Whether the key is too short to resist guessing. Zero bytes at its end add nothing (RFC 2104 §2).
    package var isShort: Bool {
        bytes.count - bytes.reversed().prefix { $0 == 0 }.count < Self.leastLength
    }
}

extension UInt8 {
    /// Whether the byte is white space of ASCII.
    package var isASCIIWhiteSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
