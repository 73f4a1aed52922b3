import Foundation
import Glibc

/// Hears what a daemon tells its service manager: sd_notify(3).
package final class NotifySocket: Sendable {
    /// For `NOTIFY_SOCKET`.
    package let path: String
    private let descriptor: Int32

    /// Listens at a path that is not there yet.
    package init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        let address = try Self.address(path)
        let result = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        // A daemon that runs as another user may tell, too.
        chmod(path, 0o666)
    }

    deinit {
        close(descriptor)
    }

    /// Fills its queue with messages, so that the next writer waits.
    package func fill() throws {
        let writer = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        defer { close(writer) }
        var address = try Self.address(path)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(writer, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        while send(writer, "filling", 7, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)) > 0 {}
    }

    private static func address(_ path: String) throws -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { throw POSIXError(.ENAMETOOLONG) }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return address
    }

    /// The next message; empty after two minutes without one.
    package func next() async -> String {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [self] in
                var patience = timeval(tv_sec: 120, tv_usec: 0)
                setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
                var message = [UInt8](repeating: 0, count: 4096)
                var count: Int
                // With a time limit a signal interrupts it, whatever the handler was installed with: signal(7).
                repeat { count = recv(descriptor, &message, message.count, 0) } while count < 0 && errno == EINTR
                continuation.resume(returning: String(decoding: message.prefix(max(0, count)), as: UTF8.self))
            }
        }
    }
}
