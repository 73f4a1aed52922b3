import Values

extension ListenAddress {
    /// How a client on this machine reaches the listener.
    struct Client: Sendable, Equatable {
        /// For the URL.
        let authority: String
        /// Path of the Unix socket; nil for TCP.
        var socket: String?
    }

    /// Nil if only the daemon's log has the address.
    var client: Client? {
        switch self {
        case .systemd, .tcp(_, port: 0): nil
        case .unix(let path, _): Client(authority: "localhost", socket: path)
        // A listener on every address is reached on loopback.
        case .tcp("0.0.0.0", let port): Client(authority: "127.0.0.1:\(port)")
        case .tcp("::", let port): Client(authority: "[::1]:\(port)")
        case .tcp: Client(authority: description)
        }
    }
}
