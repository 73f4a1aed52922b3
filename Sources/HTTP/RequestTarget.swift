import Values

/// What stands between method and version: RFC 9112 §3.2.
enum RequestTarget {
    /// Path, percent-decoded, and query of a target.
    ///
    /// A path with a segment `.` or `..`, encoded or not, is turned away: two programs may not agree on where it leads. So
    /// is one that does not decode to UTF-8 without control characters.
    static func parse(_ target: ArraySlice<UInt8>, method: String) throws(HTTPError) -> (path: String, query: String?) {
        if target.elementsEqual("*".utf8), method == "OPTIONS" { return ("*", nil) }
        let origin = try originForm(of: target)
        guard !origin.contains(UInt8(ascii: "#")) else { throw .malformed("fragment in the request target") }
        let parts = origin.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = try decoded(parts[0])
        guard !hasDotSegment(path) else { throw .malformed("dot segment in the path") }
        return (path, parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil)
    }

    /// Looks at bytes: a slash with an accent on it is still a slash for whoever comes next.
    private static func hasDotSegment(_ path: String) -> Bool {
        path.utf8.split(separator: UInt8(ascii: "/")).contains {
            $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
        }
    }

    /// `/path` of `/path`, and of `http://host/path`, which a server has to accept (RFC 9112 §3.2.2).
    private static func originForm(of target: ArraySlice<UInt8>) throws(HTTPError) -> ArraySlice<UInt8> {
        if target.first == UInt8(ascii: "/") { return target }
        for scheme in ["http://", "https://"]
        where target.lazy.map(\.lowercasedASCII).starts(with: scheme.utf8) {
            let behind = target.dropFirst(scheme.utf8.count)
            guard let end = behind.firstIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }) else {
                return Array("/".utf8)[...]
            }
            guard end > behind.startIndex else { throw .malformed("request target without a host") }
            return behind[end] == UInt8(ascii: "/") ? behind[end...] : (Array("/".utf8) + behind[end...])[...]
        }
        throw .malformed("request target")
    }

    private static func decoded(_ path: ArraySlice<UInt8>) throws(HTTPError) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(path.count)
        var rest = path
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard let high = rest.popFirst()?.hexadecimalDigit, let low = rest.popFirst()?.hexadecimalDigit else {
                    throw .malformed("percent encoding")
                }
                bytes.append(UInt8(high << 4 | low))
            } else {
                bytes.append(byte)
            }
        }
        guard let text = String(validating: bytes, as: UTF8.self), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .malformed("percent encoding")
        }
        return text
    }
}
