/// Inlinable, since parsers of other rooms ask for every byte.
extension UInt8 {
    /// Of `0` to `9`.
    @inlinable package var isDigit: Bool { (0x30...0x39).contains(self) }

    /// Of `A` to `Z` and `a` to `z`.
    @inlinable package var isLetter: Bool { (0x61...0x7A).contains(lowercasedASCII) }

    /// Of a token of HTTP: RFC 9110 §5.6.2.
    @inlinable package var isTokenCharacter: Bool {
        switch self {
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2E, 0x5E...0x60, 0x7C, 0x7E: true
        default: isDigit || isLetter
        }
    }

    /// Needs no percent-encoding in a URL: RFC 3986 §2.3.
    @inlinable package var isUnreserved: Bool { isDigit || isLetter || "-._~".utf8.contains(self) }

    /// The byte as a lower-case letter if it is an upper-case one of ASCII.
    @inlinable package var lowercasedASCII: UInt8 {
        (0x41...0x5A).contains(self) ? self | 0x20 : self
    }
}

extension String {
    /// Compares ASCII letters without regard to case, as header names are (RFC 9110 §5.1).
    @inlinable package func equalsIgnoringCase(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { $0.lowercasedASCII == $1.lowercasedASCII }
    }
}
