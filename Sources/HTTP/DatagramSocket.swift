import CLinux
import Glibc

/// Messages to another program of this machine.
public enum DatagramSocket {
    /// Sends a message to a Unix socket, a path or an abstract name that begins with `@`; where nobody listens, or
    /// nobody reads, it is lost.
    ///
    /// Unsafe pointers, as sendto(2) takes them.
    public static func send(_ message: [UInt8], to path: String) {
        guard var address = SocketAddress(path: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        address.withPointer { pointer, length in
            _ = sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT), pointer, length)
        }
    }
}
