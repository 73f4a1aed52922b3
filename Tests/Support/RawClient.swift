import Foundation
import Glibc

/// A client that sends bytes as they are, on a thread of its own: nothing here blocks the tests' other tasks.
struct RawClient: Sendable {
    /// What came back, and how it ended.
    struct Reply: Sendable {
        let bytes: [UInt8]
        /// Whether the server has closed the connection; else patience ran out.
        let isClosed: Bool
    }

    let port: UInt16

    /// Sends `bytes` on a connection of its own, and reads until the server closes it.
    ///
    /// - Parameters:
    ///   - bytes: of the request, or what is meant to be one.
    ///   - finishing: whether the client says that nothing more comes.
    /// - Returns: what came back.
    /// - Throws: that there is no connection.
    func converse(_ bytes: [UInt8], finishing: Bool) async throws -> Reply {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes, finishing: finishing) }) }
        }
    }

    private func exchange(_ bytes: [UInt8], finishing: Bool) throws -> Reply {
        let descriptor = try Self.connect(to: port)
        defer { close(descriptor) }
        _ = Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        if finishing { shutdown(descriptor, Int32(SHUT_WR)) }
        return Self.receive(from: descriptor)
    }

    private static func receive(from descriptor: Int32) -> Reply {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &part, part.count, 0)
            if count > 0 { bytes += part.prefix(count) }
            if count <= 0 { return Reply(bytes: bytes, isClosed: count == 0 || errno == ECONNRESET) }
        }
    }

    /// Opens a connection to loopback whose reads wait 30 seconds at most.
    ///
    /// Pointers as connect(2) takes them.
    static func connect(to port: UInt16) throws -> Int32 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        var patience = timeval(tv_sec: 30, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else {
            let error = POSIXError(.init(rawValue: errno) ?? .EIO)
            close(descriptor)
            throw error
        }
        return descriptor
    }
}
