/// Text from outside is compared byte by byte.
///
/// Swift's `==`, `hasPrefix`, `switch` and `replacing` compare characters up to canonical equivalence. That is wrong here:
/// `é` in its two forms and `K` with the sign for kelvin count as equal, and a quote with an accent on it is not a quote.
/// Two readers of one payload must not see different things in it. It is also slow: the accents of one letter are sorted,
/// so that a path of 8 KiB costs milliseconds.
extension StringProtocol {
    /// Whether both are the same bytes.
    package func hasBytes(of other: some StringProtocol) -> Bool {
        utf8.count == other.utf8.count && utf8.elementsEqual(other.utf8)
    }

    /// Whether the first bytes are those of `prefix`.
    package func hasFirstBytes(of prefix: some StringProtocol) -> Bool {
        utf8.starts(with: prefix.utf8)
    }

    /// The text after the bytes of `prefix`; nil if it does not begin with them.
    package func text(after prefix: some StringProtocol) -> String? {
        hasFirstBytes(of: prefix) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    /// The text with other bytes in the place of each occurrence of `pattern`, found from left to right.
    ///
    /// - Parameters:
    ///   - pattern: at least one byte; without any, the text stays as it is.
    ///   - replacement: is not searched again.
    /// - Returns: the new text.
    package func replacingBytes(of pattern: some StringProtocol, with replacement: some StringProtocol) -> String {
        let pattern = Array(pattern.utf8)
        guard let first = pattern.first else { return String(self) }
        var bytes: [UInt8] = []
        var rest = Array(utf8)[...]
        while let place = rest.firstIndex(of: first) {
            bytes += rest[..<place]
            rest = rest[place...]
            let isFound = rest.starts(with: pattern)
            if isFound { bytes += replacement.utf8 } else { bytes.append(first) }
            rest = rest.dropFirst(isFound ? pattern.count : 1)
        }
        return String(decoding: bytes + rest, as: UTF8.self)
    }
}
