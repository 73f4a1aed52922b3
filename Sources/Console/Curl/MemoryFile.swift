import CLinux
import Glibc

/// An anonymous file that disappears with this process however it ends: memfd_create(2).
///
/// Unsafe pointers, because write(2) is C.
final class MemoryFile: Sendable {
    private let descriptor: Int32

    init(holding content: [UInt8]) throws(Failure) {
        // MFD_CLOEXEC
        descriptor = memfd_create("hookrunner", 1)
        guard descriptor >= 0 else { throw Self.failure() }
        var rest = content[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { throw Self.failure() }
            rest = rest.dropFirst(max(0, count))
        }
    }

    deinit {
        close(descriptor)
    }

    /// A path for child processes, valid as long as this object lives.
    var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

    private static func failure() -> Failure {
        Failure(.failure, "cannot hold the body in memory: \(String(cString: strerror(errno)))")
    }
}
