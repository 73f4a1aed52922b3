import Formats
import Values

/// Cuts the texts of log lines, so that a client cannot fill a disk with one request.
enum LogValue {
    /// In bytes as written, escapes included, without the mark that follows a cut.
    static let longest = 1 << 10

    /// The text, or its beginning and how much is missing: `/aaaa… (7168 more bytes)`.
    ///
    /// - Parameter value: of any length; only the part that fits is examined.
    /// - Returns: whole Unicode scalars, which fit within ``longest`` as text and as JSON.
    static func cut(_ value: String) -> String {
        // A short value fits even if every scalar is escaped.
        let count = value.utf8.count
        guard count > longest / longestEscape else { return value }
        var room = longest
        var kept = String.UnicodeScalarView()
        var bytes = 0
        for scalar in value.unicodeScalars {
            room -= length(of: scalar)
            guard room >= 0 else { return "\(String(kept))… (\(count - bytes) more bytes)" }
            kept.append(scalar)
            bytes += Unicode.UTF8.width(scalar)
        }
        return value
    }

    /// `\ud83d\ude00` in JSON, `\u{1f600}` in text.
    private static let longestEscape = 12

    /// The maximum number of bytes of a scalar, in either format.
    private static func length(of scalar: Unicode.Scalar) -> Int {
        if scalar == "\"" || scalar == "\\" { return 2 }
        return scalar.visibleForm == nil ? Unicode.UTF8.width(scalar) : longestEscape
    }
}
