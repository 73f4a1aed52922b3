import Foundation
import Glibc

/// A client that sends bytes as they are, on a thread of its own: nothing here blocks the tests' other tasks.
package struct RawClient: Sendable {
    /// What came back, and how it ended.
    package struct Reply: Sendable {
        /// Everything.
        package let bytes: [UInt8]
        /// Whether the server has closed the connection; else patience ran out.
        package let isClosed: Bool
    }

    /// Of the server, on loopback.
    package let port: UInt16

    /// A client of the server at this port.
    package init(port: UInt16) {
        self.port = port
    }

    /// Sends `bytes` on a connection of its own, and reads until the server closes it.
    ///
    /// - Parameters:
    ///   - bytes: of the request, or what is meant to be one.
    ///   - finishing: whether the client says that nothing more comes.
    /// - Returns: what came back.
    /// - Throws: that there is no connection.
    package func converse(_ bytes: [UInt8], finishing: Bool) async throws -> Reply {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Result { try exchange(bytes, finishing: finishing) }) }
        }
    }

    private func exchange(_ bytes: [UInt8], finishing: Bool) throws -> Reply {
        let descriptor = try Self.connect(to: port)
        defer { close(descriptor) }
        return Self.exchange(bytes[...], on: descriptor, finishing: finishing)
    }

    /// Reads from a connection until the server closes it.
    package static func receive(from descriptor: Int32) -> Reply {
        exchange([], on: descriptor, finishing: false)
    }

    /// Sends and reads at once: a server that waits for its answers to be taken is not waited for.
    private static func exchange(_ bytes: ArraySlice<UInt8>, on descriptor: Int32, finishing: Bool) -> Reply {
        var rest = bytes
        var received: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 65_536)
        if rest.isEmpty, finishing { shutdown(descriptor, Int32(SHUT_WR)) }
        while true {
            var state = pollfd(fd: descriptor, events: Int16(POLLIN | (rest.isEmpty ? 0 : POLLOUT)), revents: 0)
            guard poll(&state, 1, 60_000) > 0 else { return Reply(bytes: received, isClosed: false) }
            if state.revents & Int16(POLLOUT) != 0, !rest.isEmpty {
                let flags = Int32(MSG_NOSIGNAL | MSG_DONTWAIT)
                let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
                // What cannot be sent any more may yet have been answered.
                rest = count < 0 && errno != EAGAIN ? [] : rest.dropFirst(max(0, count))
                if rest.isEmpty, finishing { shutdown(descriptor, Int32(SHUT_WR)) }
            }
            if state.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                let count = recv(descriptor, &part, part.count, Int32(MSG_DONTWAIT))
                if count > 0 { received += part.prefix(count) }
                if count == 0 || count < 0 && errno != EAGAIN {
                    return Reply(bytes: received, isClosed: count == 0 || errno == ECONNRESET)
                }
            }
        }
    }

    /// Opens a connection to loopback whose reads wait 30 seconds at most.
    ///
    /// Pointers as connect(2) takes them.
    package static func connect(to port: UInt16) throws -> Int32 {
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
