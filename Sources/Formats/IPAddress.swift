import Glibc

/// An address of IPv4 or IPv6.
///
/// Both are 16 bytes here, an IPv4 one in its IPv4-mapped form (RFC 4291 §2.5.5.2): so `10.0.0.1` and `::ffff:10.0.0.1`,
/// as a dual-stack socket shows it, are one address.
package struct IPAddress: Sendable, Hashable {
    /// 16 bytes in network order.
    let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]

    /// The address of these bytes in network order: 4 of IPv4, or 16 of IPv6; nil for any other number.
    package init?(bytes: some Collection<UInt8>) {
        switch bytes.count {
        case 4: self.bytes = Self.mappedPrefix + bytes
        case 16: self.bytes = Array(bytes)
        default: return nil
        }
    }

    /// Reads an address in numbers, without brackets, port and zone; nil if it is none.
    package init?(_ text: some StringProtocol) {
        guard !text.utf8.contains(0) else { return nil }
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, String(text), &four) == 1 {
            self.init(bytes: withUnsafeBytes(of: four, Array.init))
        } else if inet_pton(AF_INET6, String(text), &six) == 1 {
            self.init(bytes: withUnsafeBytes(of: six, Array.init))
        } else {
            return nil
        }
    }

    /// Whether it is one of IPv4, in either form.
    package var isIPv4: Bool { bytes.starts(with: Self.mappedPrefix) }

    /// What one subscriber usually holds: the address itself for IPv4, its /64 for IPv6, where one line has 2^64 addresses.
    package var subscriber: IPAddress {
        isIPv4 ? self : IPAddress(bytes: bytes.prefix(8) + [UInt8](repeating: 0, count: 8)) ?? self
    }
}

extension IPAddress: CustomStringConvertible {
    /// In the one form that inet_ntop(3) gives it, an IPv4 one as four numbers.
    package var description: String {
        let significant = isIPv4 ? Array(bytes.suffix(4)) : bytes
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = inet_ntop(isIPv4 ? AF_INET : AF_INET6, significant, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A range of addresses: `10.0.0.0/8`, `fd00::/8`, or one address (RFC 4632).
package struct Network: Sendable, Hashable {
    /// The first address of the range.
    package let address: IPAddress
    /// How many leading bits of the 128 all addresses of the range have in common.
    let length: Int

    /// Reads a range; an address alone is a range of one. Nil if the text is neither.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        // By how it is written: `::ffff:10.0.0.0/104` is IPv6, with a length of IPv6.
        let width = first.contains(":") ? 128 : 32
        var length = width
        if parts.count > 1 {
            guard parts[1].utf8.allSatisfy(\.isDigit), let number = Int(parts[1]),
                (0...width).contains(number)
            else { return nil }
            length = number
        }
        self.init(address: address, length: 128 - width + length)
    }

    private init(address: IPAddress, length: Int) {
        self.address = address
        self.length = length
    }

    /// Whether bits after the prefix length are set, as in `10.0.0.1/8`, which is a mistake.
    package var hasStrayBits: Bool {
        address.bytes.indices.contains { address.bytes[$0] & ~mask(at: $0) != 0 }
    }

    /// The network that it is a part of, its stray bits cleared.
    package var withoutStrayBits: Network {
        let cleared = address.bytes.indices.map { address.bytes[$0] & mask(at: $0) }
        return IPAddress(bytes: cleared).map { Network(address: $0, length: length) } ?? self
    }

    /// Whether the address is in the range.
    package func contains(_ other: IPAddress) -> Bool {
        // `::/0` is every IPv6 address, and no IPv4 one, though its mapped form would be in it.
        guard other.isIPv4 == isIPv4 else { return false }
        return address.bytes.indices.allSatisfy { (address.bytes[$0] ^ other.bytes[$0]) & mask(at: $0) == 0 }
    }

    private var isIPv4: Bool { address.isIPv4 && length >= 96 }

    private func mask(at byte: Int) -> UInt8 {
        let bits = min(8, max(0, length - byte * 8))
        return bits == 0 ? 0 : ~0 << UInt8(8 - bits)
    }
}

extension Network {
    /// The machine itself: RFC 1122 §3.2.1.3, RFC 4291 §2.5.3.
    package static let loopback = ["127.0.0.0/8", "::1"].compactMap { Network($0) }
}

extension IPAddress {
    /// Whether it leads to this machine.
    package var isLoopback: Bool { Network.loopback.contains { $0.contains(self) } }
}

extension Network: CustomStringConvertible {
    /// `10.0.0.0/8`, or the address alone where it is one.
    package var description: String {
        guard length < 128 else { return address.description }
        return isIPv4 ? "\(address)/\(length - 96)" : "\(address)/\(length)"
    }
}
