/// What a pattern means, before it is made into steps.
indirect enum PatternNode: Equatable {
    /// One character of these.
    case one(ScalarSet)
    /// The beginning of the text.
    case start
    /// The end of the text.
    case end
    /// One after the other; nothing at all where it is empty.
    case sequence([PatternNode])
    /// One of them.
    case choice([PatternNode])
    /// At least `least` times, and at most `most` times where that is not nil.
    case repeated(PatternNode, least: Int, most: Int?)
}

/// Some characters, or all but these.
struct ScalarSet: Equatable, Sendable {
    /// Bit for bit the characters below 64, and those from there to 127.
    private var ascii: (low: UInt64, high: UInt64) = (0, 0)
    private var others: [ClosedRange<UInt32>] = []
    private var isNegated = false

    init(_ ranges: [ClosedRange<UInt32>] = []) {
        for range in ranges { insert(range) }
    }

    /// Every character.
    static var all: ScalarSet { ScalarSet().inverted }

    /// All others.
    var inverted: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    mutating func insert(_ range: ClosedRange<UInt32>) {
        if range.lowerBound < 128 {
            for value in range.lowerBound...min(range.upperBound, 127) {
                if value < 64 { ascii.low |= 1 << value } else { ascii.high |= 1 << (value - 64) }
            }
        }
        if range.upperBound >= 128 { others.append(max(range.lowerBound, 128)...range.upperBound) }
    }

    /// Those of ASCII.
    var ofASCII: [UInt32] {
        guard !isNegated else { return (0..<128).filter(contains) }
        return ascii.low.positions + ascii.high.positions.map { $0 + 64 }
    }

    func contains(_ value: UInt32) -> Bool {
        let isListed =
            switch value {
            case 0..<64: ascii.low >> value & 1 == 1
            case 64..<128: ascii.high >> (value - 64) & 1 == 1
            default: others.contains { $0.contains(value) }
            }
        return isListed != isNegated
    }

    static func == (left: Self, right: Self) -> Bool {
        left.ascii == right.ascii && left.others == right.others && left.isNegated == right.isNegated
    }
}

extension UInt64 {
    /// The positions of the bits that are set.
    fileprivate var positions: [UInt32] {
        var bits = self
        var positions: [UInt32] = []
        while bits != 0 {
            positions.append(UInt32(bits.trailingZeroBitCount))
            bits &= bits - 1
        }
        return positions
    }
}

extension ScalarSet {
    /// The classes of `[[:name:]]`, of ASCII.
    static let classes: [String: [ClosedRange<UInt32>]] = [
        "alnum": digits + letters, "alpha": letters, "blank": [0x09...0x09, 0x20...0x20],
        "cntrl": [0x00...0x1F, 0x7F...0x7F], "digit": digits, "graph": [0x21...0x7E], "lower": [0x61...0x7A],
        "print": [0x20...0x7E], "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "space": spaces,
        "upper": [0x41...0x5A], "xdigit": digits + [0x41...0x46, 0x61...0x66],
    ]

    /// The class of a letter after a backslash; in upper case, its complement.
    static let escapes: [Unicode.Scalar: [ClosedRange<UInt32>]] = [
        "d": digits, "w": digits + letters + [0x5F...0x5F], "s": spaces,
    ]

    private static let digits: [ClosedRange<UInt32>] = [0x30...0x39]
    private static let letters: [ClosedRange<UInt32>] = [0x41...0x5A, 0x61...0x7A]
    private static let spaces: [ClosedRange<UInt32>] = [0x09...0x0D, 0x20...0x20]
}
