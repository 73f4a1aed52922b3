import Glibc

/// Tells systemd, or whoever set `NOTIFY_SOCKET`, how the daemon is: sd_notify(3), without libsystemd.
struct ServiceManager: Sendable {
    /// What there is to say.
    enum State: String, Sendable {
        /// Requests are taken in.
        case ready = "READY=1"
        /// The end has begun.
        case stopping = "STOPPING=1"
    }

    private let socketPath: String?

    /// - Parameter socketPath: the value of `NOTIFY_SOCKET`; nil says nothing to nobody.
    init(socketPath: String?) {
        self.socketPath = socketPath
    }

    /// Says it. A service manager that does not listen is not our failure.
    func notify(_ state: State) {
        guard let socketPath, let address = UnixAddress(path: socketPath) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let message = Array(state.rawValue.utf8)
        address.withSocketAddress { pointer, length in
            _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), pointer, length)
        }
    }
}

/// The address of a Unix socket: a path, or a name in the abstract name space if it begins with `@` (unix(7)).
///
/// Unsafe pointers, because the C structure holds the path in an array that Swift sees as a tuple.
struct UnixAddress {
    private var address = sockaddr_un()
    private let length: socklen_t

    /// Nil if the path is longer than the structure.
    init?(path: String) {
        let bytes = Array(path.utf8)
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        let isAbstract = bytes.first == UInt8(ascii: "@")
        length = socklen_t(offset + bytes.count + (isAbstract ? 0 : 1))
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: bytes)
            if isAbstract { target[0] = 0 }
        }
    }

    func withSocketAddress(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Void) {
        withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}
