public import Values

/// Who is at the other end of a connection.
public struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Its address; nil for a client of a Unix socket.
    public let ip: IPAddress?
    /// The address without the port, an IPv4 one in its own form even if it came over IPv6; `unix` for a Unix socket.
    public let description: String

    /// Makes a peer of its address.
    public init(_ ip: IPAddress?) {
        self.ip = ip
        description = ip?.description ?? "unix"
    }
}
