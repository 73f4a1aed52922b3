import CLinux
import Glibc
import Values

/// The server's system calls on connected sockets, hence the unsafe pointers.
enum Socket {
    /// The result of a read or write.
    enum Outcome: Equatable {
        case bytes(Int)
        case wouldBlock
        case ended
    }

    /// Accepts a pending connection; nil with `errno` if there is none.
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

    static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Outcome {
        outcome { recv(descriptor, &buffer, buffer.count, 0) }
    }

    /// Writes as much as fits.
    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
        outcome { bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
    }

    /// Shuts down the write side; reading continues.
    static func endOutput(_ descriptor: Int32) {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Sends these last bytes as far as they fit, drops pending input and closes. Pending input would reset the
    /// connection, and the client could not read them.
    static func close(_ descriptor: Int32, saying bytes: [UInt8]) {
        _ = write(descriptor, bytes[...])
        endOutput(descriptor)
        var rest = [UInt8](repeating: 0, count: 16 << 10)
        _ = read(descriptor, into: &rest)
        Glibc.close(descriptor)
    }

    static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Nil if the socket has no such option, or the descriptor is not a socket.
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
