import CLinux
import Glibc
import Values

/// The few calls on connected sockets that the server makes, hence the unsafe pointers.
enum Socket {
    /// What a read or a write came to.
    enum Outcome: Equatable {
        case bytes(Int)
        case wouldBlock
        case ended
    }

    /// The next connection that waits, and who it is; nil with `errno` if there is none.
    static func accept(from listener: Int32) -> (descriptor: Int32, peer: PeerAddress)? {
        var descriptor: Int32 = -1
        let address = SocketAddress { pointer, length in
            descriptor = accept4(
                listener, pointer, length, Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue))
            return descriptor
        }
        guard descriptor >= 0 else { return nil }
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return (descriptor, PeerAddress(address?.ip))
    }

    /// Reads what is there.
    static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Outcome {
        outcome { recv(descriptor, &buffer, buffer.count, 0) }
    }

    /// Writes as much as the socket takes.
    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
        outcome { bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
    }

    /// Sends no more; the client may.
    static func endOutput(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Sends a few last bytes as far as they fit, drops what has come, and closes: the client can still read them.
    static func close(_ descriptor: Int32, saying bytes: [UInt8]) {
        _ = write(descriptor, bytes[...])
        endOutput(descriptor)
        var rest = [UInt8](repeating: 0, count: 16 << 10)
        _ = read(descriptor, into: &rest)
        Glibc.close(descriptor)
    }

    /// Sets an option of a socket to a number.
    static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// An option of a socket that is a number; nil if it has no such option, or is no socket.
    static func option(_ descriptor: Int32, _ level: Int32, _ name: Int32) -> Int32? {
        var value: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        return getsockopt(descriptor, level, name, &value, &length) == 0 ? value : nil
    }

    private static func outcome(_ call: () -> Int) -> Outcome {
        while true {
            let count = call()
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno == EAGAIN || errno == EWOULDBLOCK { return .wouldBlock }
            if errno != EINTR { return .ended }
        }
    }
}
