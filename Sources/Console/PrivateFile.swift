import Formats
import Glibc
import Values

/// A file that only this user can read.
///
/// Unsafe pointers, because open(2) and write(2) are C.
struct PrivateFile: Sendable {
    let path: String

    /// Creates a file, never over an existing one; it is on disk on return.
    init(at path: String, holding content: [UInt8]) throws(Failure) {
        self.path = path
        // O_EXCL: never another user's file or link.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        let count = content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard count == content.count, fsync(descriptor) == 0 else {
            let failure = Self.failure(path)
            unlink(path)
            throw failure
        }
    }

    /// Creates a directory that only this user can enter, unless it exists.
    static func makeDirectory(_ path: String) throws(Failure) {
        guard mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw Failure(.failure, "cannot create directory \(path.escaped): \(String(cString: strerror(errno)))")
    }

    func remove() {
        unlink(path)
    }

    private static func failure(_ path: String) -> Failure {
        guard errno != EEXIST else {
            return Failure(.failure, "\(path.escaped): file exists; choose another")
        }
        return Failure(.failure, "cannot write \(path.escaped): \(String(cString: strerror(errno)))")
    }
}
