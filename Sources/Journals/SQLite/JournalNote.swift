import Glibc

/// A small file that a daemon leaves beside its journal for the tools that work there. It may be lost with the power:
/// the next start writes it again.
///
/// Unsafe pointers, because read(2) and write(2) are C.
package struct JournalNote: Sendable {
    /// What it says.
    package let content: [UInt8]
    /// Whether root or the caller wrote it, and no other user can.
    package let isTrusted: Bool

    static let name = "started.json"
    private static let longest = 64 << 10

    /// Replaces the note in this directory, whole or not at all.
    ///
    /// - Throws: why it cannot be written; the old one is still there then.
    package static func leave(_ content: [UInt8], in directory: String) throws(JournalError) {
        let (path, new) = ("\(directory)/\(name)", "\(directory)/\(name).new")
        unlink(new)
        let descriptor = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(new) }
        let written = content.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        let problem = failure(new)
        close(descriptor)
        guard written == content.count else { throw problem }
        guard rename(new, path) == 0 else { throw failure(path) }
    }

    /// The note in this directory; nil where there is none that the caller may read.
    package static func left(in directory: String) -> JournalNote? {
        let descriptor = open("\(directory)/\(name)", O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size <= longest else { return nil }
        var content = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = content.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard count == content.count else { return nil }
        let isOwn = status.st_uid == 0 || status.st_uid == geteuid()
        return JournalNote(content: content, isTrusted: isOwn && status.st_mode & (S_IWGRP | S_IWOTH) == 0)
    }

    private static func failure(_ path: String) -> JournalError {
        errno == ENOSPC || errno == EDQUOT
            ? .full(path: path) : .unavailable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
