import Formats
import Values

/// Protects the admin address from DNS rebinding.
///
/// A page of any site can have a browser request its own host name, and then point that name to 127.0.0.1: the browser
/// lets the page read the answers. `Host` still has the name, so names are rejected. IP addresses do not depend on a
/// name server.
enum AdminHost {
    /// Whether `Host` names the admin address, and not another host. HTTP/1.0 clients may omit it, browsers never do.
    static func isMeant(by host: String?, at address: ListenAddress) -> Bool {
        guard let host else { return true }
        switch address {
        case .unix, .systemd: return true  // browsers do not connect to Unix sockets
        case .tcp:
            let name = name(in: host)
            return name.equalsIgnoringCase("localhost") || IPAddress(name) != nil
        }
    }

    /// The host without the port, and without the brackets of IPv6.
    private static func name(in host: String) -> Substring {
        let bytes = host.utf8
        guard bytes.first == UInt8(ascii: "[") else { return Substring(bytes.prefix { $0 != UInt8(ascii: ":") }) }
        return Substring(bytes.dropFirst().prefix { $0 != UInt8(ascii: "]") })
    }
}

extension Substring {
    fileprivate func equalsIgnoringCase(_ other: String) -> Bool { String(self).equalsIgnoringCase(other) }
}
