import Formats
import Glibc
import Values

/// A `sockaddr` of any family. Unsafe pointers, because the C structures overlay each other.
struct SocketAddress {
    private var storage = sockaddr_storage()
    private var length = socklen_t(MemoryLayout<sockaddr_storage>.size)

    var family: Int32 { Int32(storage.ss_family) }

    /// Nil if `host` is not a numeric IPv4 or IPv6 address.
    init?(host: String, port: UInt16) {
        var four = sockaddr_in()
        var six = sockaddr_in6()
        if inet_pton(AF_INET, host, &four.sin_addr) == 1 {
            four.sin_family = sa_family_t(AF_INET)
            four.sin_port = port.bigEndian
            fill(with: four, length: MemoryLayout<sockaddr_in>.size)
        } else if inet_pton(AF_INET6, host, &six.sin6_addr) == 1 {
            six.sin6_family = sa_family_t(AF_INET6)
            six.sin6_port = port.bigEndian
            fill(with: six, length: MemoryLayout<sockaddr_in6>.size)
        } else {
            return nil
        }
    }

    /// A Unix socket's path, or its name in the abstract name space if it begins with `@` (unix(7)). Nil if it is too
    /// long for the structure.
    init?(path: String) {
        var address = sockaddr_un()
        let bytes = Array(path.utf8)
        let offset = MemoryLayout<sockaddr_un>.offset(of: \.sun_path) ?? 0
        guard !bytes.isEmpty, bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        let isAbstract = bytes.first == UInt8(ascii: "@")
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { target in
            target.copyBytes(from: bytes)
            if isAbstract { target[0] = 0 }
        }
        fill(with: address, length: offset + bytes.count + (isAbstract ? 0 : 1))
    }

    /// Lets `call` fill it in; nil if that returns a negative number.
    init?(_ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32) {
        var length = length
        let result = withPointer { pointer, _ in call(pointer, &length) }
        guard result >= 0 else { return nil }
    }

    private mutating func fill<Address>(with address: Address, length: Int) {
        withUnsafeMutableBytes(of: &storage) { target in
            withUnsafeBytes(of: address) { target.copyMemory(from: $0) }
        }
        self.length = socklen_t(length)
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

    /// Nil for other families than IPv4 and IPv6.
    var ip: IPAddress? {
        // sin_addr is at offset 4 of its structure, sin6_addr at 8: ip(7), ipv6(7).
        withUnsafeBytes(of: storage) { bytes in
            switch family {
            case AF_INET: IPAddress(bytes: bytes[4..<8])
            case AF_INET6: IPAddress(bytes: bytes[8..<24])
            default: nil
            }
        }
    }

    /// In the form of the `listen` directive.
    var listenAddress: ListenAddress? {
        if family == AF_UNIX { return .unix(path: path, mode: 0) }
        guard let ip else { return nil }
        // A listener on the IPv4-mapped form looks like one on IPv4, which makes no difference here.
        return .tcp(host: ip.description, port: port)
    }

    private var path: String {
        let bytes = withUnsafeBytes(of: storage) { Array($0.dropFirst(2)) }
        let isAbstract = bytes.first == 0
        let name = bytes.dropFirst(isAbstract ? 1 : 0).prefix { $0 != 0 }
        return (isAbstract ? "@" : "") + String(decoding: name, as: UTF8.self)
    }
}
