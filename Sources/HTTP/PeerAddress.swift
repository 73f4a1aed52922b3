package import Formats
import Values

/// The client's end of a connection.
package struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Nil for a client of a Unix socket.
    package let ip: IPAddress?
    /// The address without the port, or `unix`. An IPv4 address that came over IPv6 is written as IPv4.
    package let description: String

    package init(_ ip: IPAddress?) {
        self.ip = ip
        description = ip?.description ?? "unix"
    }
}
