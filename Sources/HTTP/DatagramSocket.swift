import CLinux
import Glibc

/// Datagrams to another program on this machine.
package enum DatagramSocket {
    /// Sends a message to a Unix socket: a path, or an abstract name that begins with `@`. Without a reader the message
    /// is lost. Unsafe pointers, as sendto(2) takes them.
    ///
    /// - Parameters:
    ///   - message: its bytes.
    ///   - path: of the socket.
    ///   - patience: whole seconds for which this thread blocks while the reader's queue is full; the kernel holds ten
    ///     messages (net.unix.max_dgram_qlen). With 0 the message is dropped then.
    package static func send(_ message: [UInt8], to path: String, patience: Int = 0) {
        guard var address = SocketAddress(path: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var limit = timeval(tv_sec: patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        let flags = Int32(MSG_NOSIGNAL) | (patience > 0 ? 0 : Int32(MSG_DONTWAIT))
        address.withPointer { pointer, length in
            _ = sendto(descriptor, message, message.count, flags, pointer, length)
        }
    }
}
