import Formats

/// The name of a delivery: 26 characters, sortable by time.
///
/// 48 bits of milliseconds and 80 random bits in Crockford's base 32, as ULID has it
/// (<https://github.com/ulid/spec>).
package struct DeliveryID: Sendable, Hashable, Comparable {
    /// The 26 characters, upper case.
    package let text: String

    /// Two ids of one millisecond are in no particular order.
    package init(at moment: Timestamp, using generator: inout some RandomNumberGenerator) {
        let time = UInt64(bitPattern: max(0, moment.milliseconds))
        text =
            Self.digits(of: time, count: 10)
            + Self.digits(of: generator.next(), count: 8) + Self.digits(of: generator.next(), count: 8)
    }

    /// The lowest id of `moment`: every delivery received earlier has a lower one.
    package init(lowestAt moment: Timestamp) {
        text =
            Self.digits(of: UInt64(bitPattern: max(0, moment.milliseconds)), count: 10)
            + String(repeating: "0", count: 16)
    }

    /// Reads an id; nil unless it is 26 characters of the alphabet. Accepts lower case.
    package init?(_ typed: String) {
        guard typed.utf8.count == 26 else { return nil }
        let upper = typed.utf8.map { (0x61...0x7A).contains($0) ? $0 & ~0x20 : $0 }
        guard upper.allSatisfy(Self.alphabet.contains) else { return nil }
        text = String(decoding: upper, as: UTF8.self)
    }

    /// By time, then at random.
    package static func < (left: Self, right: Self) -> Bool {
        left.text < right.text
    }

    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)

    private static func digits(of number: UInt64, count: Int) -> String {
        let bytes = (0..<count).reversed().map { alphabet[Int(number >> (5 * UInt64($0)) & 31)] }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension DeliveryID: CustomStringConvertible {
    package var description: String { text }
}
