import CLinux
import Glibc
import Values

/// The address of a client.
public struct PeerAddress: Sendable, Hashable, CustomStringConvertible {
    /// The address without the port, an IPv4 one in its own form even if it came over IPv6.
    public let description: String

    /// Makes an address from its text.
    public init(_ text: String) {
        description = text.hasPrefix("::ffff:") && text.contains(".") ? String(text.dropFirst(7)) : text
    }
}

/// Why the server cannot listen: one line.
public struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    public let description: String
}

/// The few calls on sockets that the server makes, and the C structures that they need: hence the unsafe pointers.
enum Socket {
    /// What a read or a write came to.
    enum Outcome: Equatable {
        case bytes(Int)
        case wouldBlock
        case ended
    }

    /// Opens a listener that does not block.
    static func listener(on address: ListenAddress) throws(ListenError) -> Int32 {
        guard case .tcp(let host, let port) = address, var storage = SocketAddress(host: host, port: port) else {
            throw ListenError(description: "cannot listen on \(address): not an address")
        }
        let descriptor = socket(
            storage.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        guard descriptor >= 0 else { throw failure(address) }
        setOption(descriptor, SOL_SOCKET, SO_REUSEADDR, 1)
        // `[::]` takes in IPv4, too, as people expect; any other IPv6 address is just that.
        if storage.family == AF_INET6 { setOption(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, host == "::" ? 0 : 1) }
        let isBound = storage.withPointer { bind(descriptor, $0, $1) == 0 }
        guard isBound, listen(descriptor, 4096) == 0 else {
            let error = failure(address)
            close(descriptor)
            throw error
        }
        return descriptor
    }

    private static func failure(_ address: ListenAddress) -> ListenError {
        let reason =
            switch errno {
            case EADDRINUSE: "the address is in use by another program"
            case EACCES: "ports below 1024 are for root; choose a higher one, or give the program CAP_NET_BIND_SERVICE"
            case EADDRNOTAVAIL: "no interface of this machine has this address"
            default: String(cString: strerror(errno)).lowercased()
            }
        return ListenError(description: "cannot listen on \(address): \(reason)")
    }

    /// The address that a listener really has, its port included.
    static func address(of listener: Int32) -> ListenAddress? {
        SocketAddress { getsockname(listener, $0, $1) }.map { .tcp(host: $0.host, port: $0.port) }
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
        return (descriptor, PeerAddress(address?.host ?? "unknown"))
    }

    /// Reads what is there.
    static func read(_ descriptor: Int32, into buffer: inout [UInt8]) -> Outcome {
        outcome { recv(descriptor, &buffer, buffer.count, 0) }
    }

    /// Writes as much as the socket takes.
    static func write(_ descriptor: Int32, _ bytes: ArraySlice<UInt8>) -> Outcome {
        outcome { bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }
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

    private static func setOption(_ descriptor: Int32, _ level: Int32, _ name: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, name, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

/// An address of IPv4 or IPv6 as the system has it.
private struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    var family: Int32 { Int32(storage.ss_family) }

    /// Nil if `host` is neither an IPv4 nor an IPv6 address in numbers.
    init?(host: String, port: UInt16) {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            fill(with: four)
        } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            fill(with: six)
        } else {
            return nil
        }
    }

    /// Has `call` fill it in; nil if that returns a negative number.
    init?(_ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var length = length
        let result = withPointer { pointer, _ in call(pointer, &length) }
        guard result >= 0 else { return nil }
    }

    private mutating func fill<Address>(with address: Address) {
        withUnsafeMutableBytes(of: &storage) { target in
            withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
        }
        length = socklen_t(MemoryLayout<Address>.size)
    }

    mutating func withPointer<Result>(_ body: (UnsafeMutablePointer<sockaddr>, socklen_t) -> Result) -> Result {
        let length = length
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }

    var port: UInt16 {
        withUnsafeBytes(of: storage) { UInt16(bigEndian: $0.loadUnaligned(fromByteOffset: 2, as: UInt16.self)) }
    }

    /// The address in numbers.
    var host: String {
        // sin_addr stands at offset 4 of its structure, sin6_addr at 8: ip(7), ipv6(7).
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        withUnsafeBytes(of: storage) { bytes in
            let offset = family == AF_INET ? 4 : 8
            _ = inet_ntop(family, bytes.baseAddress?.advanced(by: offset), &text, socklen_t(text.count))
        }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
