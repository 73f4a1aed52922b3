package import Formats
import Values

/// Who is at the other end of a connection.
package struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Its address; nil for a client of a Unix socket.
    package let ip: IPAddress?
    /// The address without the port, an IPv4 one in its own form even if it came over IPv6; `unix` for a Unix socket.
    package let description: String

    /// Makes a peer of its address.
    package init(_ ip: IPAddress?) {
        self.ip = ip
        description = ip?.description ?? "unix"
    }
}
