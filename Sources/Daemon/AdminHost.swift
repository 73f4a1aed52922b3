import Formats
import Values

/// Whether a request means the admin address, or was led here by a name that somebody else owns.
///
/// A page from anywhere can have a browser ask its own host's name, and have that name lead to 127.0.0.1 a moment later
/// ("DNS rebinding"); then the browser lets the page read the answers. The name still stands in `Host`, so names are
/// refused. Numbers need no name server, and so cannot be turned around.
enum AdminHost {
    /// Looks at where a request wanted to go.
    ///
    /// - Parameters:
    ///   - host: the field `Host`; nil if there is none, as programs of HTTP/1.0 may send it, but no browser.
    ///   - address: where the request came in.
    /// - Returns: whether that was here.
    static func isMeant(by host: String?, at address: ListenAddress) -> Bool {
        guard let host else { return true }
        switch address {
        case .unix, .systemd: return true  // no browser gets there
        case .tcp:
            let name = name(in: host)
            return name.equalsIgnoringCase("localhost") || IPAddress(name) != nil
        }
    }

    /// Without the port, and without the brackets of IPv6.
    private static func name(in host: String) -> Substring {
        let bytes = host.utf8
        guard bytes.first == UInt8(ascii: "[") else { return Substring(bytes.prefix { $0 != UInt8(ascii: ":") }) }
        return Substring(bytes.dropFirst().prefix { $0 != UInt8(ascii: "]") })
    }
}

extension Substring {
    fileprivate func equalsIgnoringCase(_ other: String) -> Bool { String(self).equalsIgnoringCase(other) }
}
