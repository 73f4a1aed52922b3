import Formats

/// One `listen` directive.
package struct Listener: Sendable, Hashable {
    package var address: ListenAddress
    /// Nil for plain HTTP.
    package var tls: TLSFiles?

    package init(_ address: ListenAddress, tls: TLSFiles? = nil) {
        self.address = address
        self.tls = tls
    }
}

/// Where the program listens.
package enum ListenAddress: Sendable, Hashable {
    /// An address of IPv4 or IPv6 without brackets, and a port; port 0 is any free one.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system with these permission bits.
    case unix(path: String, mode: UInt32)
    /// The sockets that the service manager passes: sd_listen_fds(3).
    case systemd
}

/// The PEM files of a TLS listener.
package struct TLSFiles: Sendable, Hashable {
    /// The certificate, followed by its chain.
    package var certificate: String
    /// Its private key.
    package var key: String
    /// The authorities of client certificates; nil if clients need none.
    package var clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }
}

extension ListenAddress {
    /// Whether only this machine can connect.
    package var isLocal: Bool {
        switch self {
        case .tcp(let host, _):
            IPAddress(host)?.isLoopback ?? false
        case .unix: true
        case .systemd: false
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    /// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/hookrunner.sock`, `systemd`.
    package var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path, _): "unix:\(path)"
        case .systemd: "systemd"
        }
    }
}
