/// One `listen` directive: where requests are taken in, and how.
public struct Listener: Sendable, Hashable {
    /// Where.
    public var address: ListenAddress
    /// With what TLS is spoken; nil for plain HTTP.
    public var tls: TLSFiles?

    /// Puts a listener together.
    public init(_ address: ListenAddress, tls: TLSFiles? = nil) {
        self.address = address
        self.tls = tls
    }
}

/// Where the program listens.
public enum ListenAddress: Sendable, Hashable {
    /// An address of IPv4 or IPv6 without brackets, and a port; port 0 is any free one.
    case tcp(host: String, port: UInt16)
    /// A socket in the file system with these permission bits.
    case unix(path: String, mode: UInt32)
    /// The sockets that the service manager hands over: sd_listen_fds(3).
    case systemd
}

/// The files of a listener that speaks TLS, all in PEM.
public struct TLSFiles: Sendable, Hashable {
    /// The certificate, and behind it those that lead to the root.
    public var certificate: String
    /// Its private key.
    public var key: String
    /// Certificates of those who sign for clients; nil if clients need no certificate.
    public var clientAuthorities: String?

    /// Puts the files together.
    public init(certificate: String, key: String, clientAuthorities: String? = nil) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }
}

extension ListenAddress {
    /// Whether nobody gets there but from this machine.
    public var isLocal: Bool {
        switch self {
        case .tcp(let host, _):
            IPAddress(host).map { address in Network.loopback.contains { $0.contains(address) } } ?? false
        case .unix: true
        case .systemd: false
        }
    }
}

extension ListenAddress: CustomStringConvertible {
    /// `127.0.0.1:8080`, `[::1]:8080`, `unix:/run/hookrunner.sock`, `systemd`.
    public var description: String {
        switch self {
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unix(let path, _): "unix:\(path)"
        case .systemd: "systemd"
        }
    }
}
