import CLinux
import Glibc
import Values

/// A socket that accepts connections.
struct ListeningSocket: Sendable {
    /// Non-blocking.
    let descriptor: Int32
    /// The bound address: port 0 has become an actual port.
    let address: ListenAddress
    /// The file of our own Unix socket, so that another daemon's socket in its place is not removed; else nil.
    private let file: FileIdentity?

    private struct FileIdentity: Equatable {
        let device: UInt64
        let node: UInt64

        init?(_ path: String) {
            var found = stat()
            guard lstat(path, &found) == 0, found.st_mode & S_IFMT == S_IFSOCK else { return nil }
            device = UInt64(found.st_dev)
            node = UInt64(found.st_ino)
        }
    }

    private init(_ descriptor: Int32, _ address: ListenAddress, file: FileIdentity? = nil) {
        self.descriptor = descriptor
        self.address = address
        self.file = file
    }

    /// Closes it, and removes the file of our own Unix socket.
    func end() {
        close(descriptor)
        if case .unix(let path, _) = address, let file, FileIdentity(path) == file { unlink(path) }
    }

    /// Opens the sockets of one `listen` directive.
    ///
    /// - Parameters:
    ///   - address: the directive's.
    ///   - inherited: sockets passed by the service manager.
    /// - Returns: one socket, or all inherited ones.
    /// - Throws: why there is none.
    static func open(_ address: ListenAddress, inherited: [Int32]) throws(ListenError) -> [ListeningSocket] {
        switch address {
        case .tcp(let host, let port): [try tcp(address, host: host, port: port)]
        case .unix(let path, let mode): [try unix(address, path: path, mode: mode)]
        case .systemd: try take(inherited)
        }
    }

    private static func tcp(
        _ address: ListenAddress, host: String, port: UInt16
    ) throws(ListenError) -> ListeningSocket {
        guard var name = SocketAddress(host: host, port: port) else { throw ListenError(address, "invalid address") }
        let descriptor = try newSocket(name.family, for: address)
        Socket.setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        // `[::]` accepts IPv4, too, as users expect; any other IPv6 address does not.
        if name.family == AF_INET6 {
            Socket.setOption(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, host == "::" ? 0 : 1)
        }
        guard name.withPointer({ bind(descriptor, $0, $1) }) == 0, listen(descriptor, 4096) == 0 else {
            throw failure(address, closing: descriptor)
        }
        let real = SocketAddress { getsockname(descriptor, $0, $1) }?.port ?? port
        return ListeningSocket(descriptor, .tcp(host: host, port: real))
    }

    private static func unix(
        _ address: ListenAddress, path: String, mode: UInt32
    ) throws(ListenError) -> ListeningSocket {
        guard var name = SocketAddress(path: path) else { throw ListenError(address, "the path is too long") }
        let descriptor = try newSocket(AF_UNIX, for: address)
        // Set before bind(2), the mode bounds the file's from its creation; the umask may still have cleared bits.
        fchmod(descriptor, mode)
        var bound = name.withPointer { bind(descriptor, $0, $1) }
        if bound != 0, errno == EADDRINUSE {
            guard try isStale(&name, path: path, address) else {
                close(descriptor)
                throw ListenError(address, errno: EADDRINUSE)
            }
            unlink(path)
            bound = name.withPointer { bind(descriptor, $0, $1) }
        }
        guard bound == 0 else { throw failure(address, closing: descriptor) }
        guard chmod(path, mode) == 0, listen(descriptor, 4096) == 0 else {
            let error = failure(address, closing: descriptor)
            unlink(path)
            throw error
        }
        return ListeningSocket(descriptor, address, file: FileIdentity(path))
    }

    /// Whether the socket file was left by a process that has ended: nothing listens on it.
    private static func isStale(
        _ name: inout SocketAddress, path: String, _ address: ListenAddress
    ) throws(ListenError) -> Bool {
        guard FileIdentity(path) != nil else {
            throw ListenError(
                address, "the file there is not a socket; remove it or choose another path")
        }
        let probe = try newSocket(AF_UNIX, for: address)
        defer { close(probe) }
        return name.withPointer { connect(probe, $0, $1) } != 0 && errno == ECONNREFUSED
    }

    /// Listens on the sockets that the service manager has bound (sd_listen_fds(3)).
    private static func take(_ inherited: [Int32]) throws(ListenError) -> [ListeningSocket] {
        guard !inherited.isEmpty else {
            throw ListenError(
                .systemd, "the service manager passed no socket; start the .socket unit, or configure an address")
        }
        var sockets: [ListeningSocket] = []
        for descriptor in inherited {
            guard Socket.option(descriptor, SOL_SOCKET, SO_ACCEPTCONN) == 1,
                Socket.option(descriptor, SOL_SOCKET, SO_TYPE) == Int32(SOCK_STREAM.rawValue),
                let address = SocketAddress({ getsockname(descriptor, $0, $1) })?.listenAddress
            else {
                throw ListenError(
                    .systemd,
                    "descriptor \(descriptor) is not a listening stream socket; the .socket unit needs Accept=no")
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
            sockets.append(ListeningSocket(descriptor, address))
        }
        return sockets
    }

    private static func newSocket(_ family: Int32, for address: ListenAddress) throws(ListenError) -> Int32 {
        let descriptor = socket(
            family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw ListenError(address, errno: errno) }
        return descriptor
    }

    private static func failure(_ address: ListenAddress, closing descriptor: Int32) -> ListenError {
        let error = ListenError(address, errno: errno)
        close(descriptor)
        return error
    }
}
