import Formats
import Values

/// What stands between method and version: RFC 9112 §3.2.
struct RequestTarget: Equatable {
    /// Percent-decoded.
    let path: String
    /// What stands behind `?`, as it was sent.
    let query: String?
    /// The host and the port of `http://host:port/path`.
    let authority: String?

    /// Reads a target.
    ///
    /// A path with a segment `.` or `..`, encoded or not, is turned away: two programs may not agree on where it leads. So
    /// is one that does not decode to UTF-8 without control characters.
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

    /// The authority, if there is one, and path and query: of `/path`, and of `http://host/path`, which a server has to
    /// accept (RFC 9112 §3.2.2). A user's name in front of the host is refused, as RFC 9110 §4.2.4 advises.
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
        let isWhole = origin.first == UInt8(ascii: "/")
        return (String(decoding: authority, as: UTF8.self), isWhole ? origin : [UInt8(ascii: "/")] + origin)
    }

    /// Characters that no path holds unless they are encoded. `[`, `]` and `|` belong to these in RFC 3986, too, but clients
    /// of the URL Standard send them.
    private static let unfit = Array("\"<>\\^`{}".utf8)

    private static func decoded(_ path: ArraySlice<UInt8>) throws(HTTPError) -> String {
        guard !path.contains(where: unfit.contains) else { throw .malformed("character in the path") }
        guard let bytes = PercentEncoding.bytes(of: path), bytes.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            let text = String(validating: bytes, as: UTF8.self)
        else { throw .malformed("percent encoding") }
        return text
    }
}
