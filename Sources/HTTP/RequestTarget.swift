import Formats
import Values

/// The request target: RFC 9112 §3.2.
struct RequestTarget: Equatable {
    /// Percent-decoded.
    let path: String
    /// The query after `?`, as sent.
    let query: String?
    /// The host and the port of `http://host:port/path`.
    let authority: String?

    /// Rejects a path with a segment `.` or `..`, encoded or not: programs disagree on where it leads. Rejects a path
    /// that does not decode to UTF-8 without control characters.
    init(_ target: ArraySlice<UInt8>, method: String) throws(HTTPError) {
        guard method != "OPTIONS" || !target.elementsEqual("*".utf8) else {
            (path, query, authority) = ("*", nil, nil)
            return
        }
        let (authority, origin) = try Self.parts(of: target)
        guard !origin.contains(UInt8(ascii: "#")) else { throw .malformed("fragment in the request target") }
        let parts = origin.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
        let path = try Self.decoded(parts[0])
        guard !path.utf8.split(separator: UInt8(ascii: "/")).contains(where: Self.isDotSegment) else {
            throw .malformed("dot segment in the path")
        }
        self.path = path
        self.authority = authority
        query = parts.count > 1 ? String(decoding: parts[1], as: UTF8.self) : nil
    }

    private static func isDotSegment(_ segment: Substring.UTF8View) -> Bool {
        segment.elementsEqual(".".utf8) || segment.elementsEqual("..".utf8)
    }

    /// Splits `/path` and `http://host/path`, which a server has to accept (RFC 9112 §3.2.2). User information before
    /// the host is rejected, as RFC 9110 §4.2.4 advises.
    private static func parts(
        of target: ArraySlice<UInt8>
    ) throws(HTTPError) -> (authority: String?, origin: ArraySlice<UInt8>) {
        if target.first == UInt8(ascii: "/") { return (nil, target) }
        let schemes = ["http://", "https://"].map { Array($0.utf8) }
        guard let scheme = schemes.first(where: { target.lazy.map(\.lowercasedASCII).starts(with: $0) }) else {
            throw .malformed("request target")
        }
        let rest = target.dropFirst(scheme.count)
        let authority = rest.prefix { !"/?#".utf8.contains($0) }
        guard HostName.isValid(authority) else { throw .malformed("request target without a host") }
        let origin = rest.dropFirst(authority.count)
        let hasPath = origin.first == UInt8(ascii: "/")
        return (String(decoding: authority, as: UTF8.self), hasPath ? origin : [UInt8(ascii: "/")] + origin)
    }

    /// Characters that a path contains only percent-encoded. RFC 3986 adds `[`, `]` and `|`, but clients of the URL
    /// Standard send those as they are.
    private static let forbidden = Array("\"<>\\^`{}".utf8)

    private static func decoded(_ path: ArraySlice<UInt8>) throws(HTTPError) -> String {
        guard !path.contains(where: forbidden.contains) else { throw .malformed("invalid character in the path") }
        guard let bytes = PercentEncoding.bytes(of: path), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .malformed("percent-encoding") }
        return text
    }
}
