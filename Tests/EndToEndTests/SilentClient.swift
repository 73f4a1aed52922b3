import Foundation
import Glibc
import Support

/// A client that sends what a test wants, and never reads.
final class SilentClient: Sendable {
    private let descriptor: Int32

    /// Connects to `host:port` of IPv4.
    init(of address: String) throws {
        let parts = address.split(separator: ":")
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_port = (parts.last.flatMap { UInt16($0) } ?? 0).bigEndian
        place.sin_addr.s_addr = inet_addr(parts.first.map(String.init) ?? "")
        let result = withUnsafePointer(to: place) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    /// Sends a text, whole.
    func send(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Sends requests until the daemon reads no more of them: it waits for its answers to be read.
    func askUntilNothingIsRead() async throws {
        let requests = Array(String(repeating: "GET / HTTP/1.1\r\nHost: a\r\n\r\n", count: 1000).utf8)
        // Nothing goes any more once the buffers of both ends are full.
        var refused = 0
        try await eventually {
            let count = Glibc.send(descriptor, requests, requests.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            refused = count > 0 ? 0 : refused + 1
            return refused == 50
        }
    }

    /// Closes the connection.
    func end() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    deinit {
        close(descriptor)
    }
}
