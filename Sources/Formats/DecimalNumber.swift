/// A JSON number of any precision, compared exactly.
package struct DecimalNumber: Sendable {
    /// Larger exponents count as this one: no text is long enough for a difference.
    private static let largestExponent = 1_000_000_000_000_000

    package let text: String
    private let isNegative: Bool
    /// From the first digit that is not 0 to the last such; none is zero.
    private let digits: [UInt8]
    /// The position of the first digit before the point; negative after it.
    private let places: Int

    /// Reads a JSON number; nil for any other text.
    package init?(_ text: String) {
        guard case .number(text)? = try? JSONReader.value(in: Array(text.utf8)) else { return nil }
        self.init(ofJSON: text)
    }

    /// Reads what is known to be a number of JSON.
    package init(ofJSON text: String) {
        self.text = text
        var rest = Array(text.utf8)[...]
        let hasMinus = rest.first == UInt8(ascii: "-")
        if hasMinus { rest = rest.dropFirst() }
        let mantissa = rest.prefix { $0 != UInt8(ascii: "e") && $0 != UInt8(ascii: "E") }
        let whole = mantissa.prefix { $0 != UInt8(ascii: ".") }
        let all = Array(whole) + mantissa.dropFirst(whole.count + 1)
        let zeros = all.prefix { $0 == UInt8(ascii: "0") }.count
        let end = all.lastIndex { $0 != UInt8(ascii: "0") }
        guard let end else {
            (isNegative, digits, places) = (false, [], 0)
            return
        }
        isNegative = hasMinus
        digits = Array(all[zeros...end])
        places = whole.count - zeros + Self.exponent(rest.dropFirst(mantissa.count + 1))
    }

    private static func exponent(_ text: ArraySlice<UInt8>) -> Int {
        let isNegative = text.first == UInt8(ascii: "-")
        let digits = text.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        let number = digits.reduce(0) { min($0 * 10 + Int($1 - 0x30), largestExponent) }
        return isNegative ? -number : number
    }
}

extension DecimalNumber: Comparable {
    /// By value, however it is written.
    package static func == (left: Self, right: Self) -> Bool {
        left.isNegative == right.isNegative && left.places == right.places && left.digits == right.digits
    }

    /// By value.
    package static func < (left: Self, right: Self) -> Bool {
        guard left.sign == right.sign else { return left.sign < right.sign }
        return left.isNegative ? right.magnitudeIsLess(than: left) : left.magnitudeIsLess(than: right)
    }

    private var sign: Int { digits.isEmpty ? 0 : isNegative ? -1 : 1 }

    private func magnitudeIsLess(than other: DecimalNumber) -> Bool {
        places == other.places ? digits.lexicographicallyPrecedes(other.digits) : places < other.places
    }
}
