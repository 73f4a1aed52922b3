import CLinux
import Foundation
import Glibc

/// The file of an executor's record, which the next daemon finds.
package final class ExecutorRecordFile: Sendable {
    /// Where records are kept.
    package enum Place: Sendable, Equatable {
        /// In a directory used by one daemon at a time, such as its journal's.
        case own(directory: String)
        /// In a directory that this user's daemons share.
        case shared(directory: String)
        /// In memory, as long as this process runs.
        case memory
    }

    /// Why the file cannot be used.
    struct Unusable: Error, CustomStringConvertible {
        let path: String
        let reason: String

        init(_ path: String, reason: String? = nil) {
            self.path = path
            self.reason = reason ?? String(cString: strerror(errno)).lowercased()
        }

        var description: String { "cannot use '\(path)': \(reason)" }
    }

    /// Open for reading and writing.
    let descriptor: Int32
    /// Set if `remove` unlinks it.
    private let path: String?

    private init(descriptor: Int32, path: String? = nil) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Opens the file.
    ///
    /// - Parameters:
    ///   - place: where.
    ///   - abandoned: receives each record in a shared place whose daemon and executor are gone; it is then removed.
    /// - Returns: the file, which may hold a record if the place belongs to this daemon.
    /// - Throws: why the file cannot be used.
    static func open(in place: Place, abandoned: (ExecutorRecordFile) -> Void) throws(Unusable) -> ExecutorRecordFile {
        switch place {
        case .own(let directory):
            return ExecutorRecordFile(descriptor: try open("\(directory)/executor", O_CREAT))
        case .shared(let directory):
            try makePrivate(directory)
            for file in unlockedFiles(in: directory) {
                abandoned(file)
                file.remove()
            }
            return try makeLocked(in: directory)
        case .memory:
            let descriptor = memfd_create("executor", 1)  // MFD_CLOEXEC
            guard descriptor >= 0 else { throw Unusable("memfd") }
            return ExecutorRecordFile(descriptor: descriptor)
        }
    }

    /// The record; nil for an empty file.
    func read() -> ExecutorRecord? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(min(status.st_size, 1 << 24)))
        let count = pread(descriptor, &bytes, bytes.count, 0)
        return ExecutorRecord(text: String(decoding: bytes.prefix(max(0, count)), as: UTF8.self))
    }

    /// Truncates it for the next executor.
    func clear() {
        _ = ftruncate(descriptor, 0)
    }

    /// Removes it from a shared place, once no command runs any more.
    func remove() {
        if let path { unlink(path) }
    }

    /// Opens a file that no other user can have created.
    private static func open(_ path: String, _ flags: Int32) throws(Unusable) -> Int32 {
        let descriptor = Glibc.open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | flags, 0o600)
        guard descriptor >= 0 else { throw Unusable(path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
            close(descriptor)
            throw Unusable(path, reason: "it is not a file of this user")
        }
        return descriptor
    }

    private static func makePrivate(_ directory: String) throws(Unusable) {
        guard mkdir(directory, 0o700) == 0 || errno == EEXIST else { throw Unusable(directory) }
        var status = stat()
        guard lstat(directory, &status) == 0 else { throw Unusable(directory) }
        guard status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw Unusable(directory, reason: "it is not a directory that only this user can write to")
        }
    }

    /// flock(2) locks the open file, which daemon and executor share. So the lock lasts as long as one of them.
    private static func unlockedFiles(in directory: String) -> [ExecutorRecordFile] {
        names(in: directory).compactMap { name in
            let path = "\(directory)/\(name)"
            guard let descriptor = try? open(path, 0) else { return nil }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                close(descriptor)
                return nil
            }
            return ExecutorRecordFile(descriptor: descriptor, path: path)
        }
    }

    private static func names(in directory: String) -> [String] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
        return names.filter { $0.hasPrefix("executor.") }
    }

    /// Retries until the new file is both locked and linked: before it is locked, another daemon may remove it as
    /// abandoned.
    private static func makeLocked(in directory: String) throws(Unusable) -> ExecutorRecordFile {
        for _ in 1...100 {
            let path = "\(directory)/executor.\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
            let descriptor = try open(path, O_CREAT | O_EXCL)
            var status = stat()
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                return ExecutorRecordFile(descriptor: descriptor, path: path)
            }
            close(descriptor)
        }
        throw Unusable(directory, reason: "other daemons keep removing the new file")
    }
}

extension ExecutorRecordFile.Place {
    /// The user's directory for files that last until the next boot: `RUNTIME_DIRECTORY` of systemd.exec(5),
    /// `XDG_RUNTIME_DIR`, /run for root, else /tmp.
    ///
    /// - Parameter environment: the daemon's.
    /// - Returns: a shared place.
    package static func runtimeDirectory(in environment: [String: String]) -> Self {
        if let first = environment["RUNTIME_DIRECTORY"]?.split(separator: ":").first {
            return .shared(directory: "\(first)/executors")
        }
        if let directory = environment["XDG_RUNTIME_DIR"], directory.hasPrefix("/") {
            return .shared(directory: "\(directory)/hookrunner")
        }
        return .shared(directory: geteuid() == 0 ? "/run/hookrunner-executors" : "/tmp/hookrunner-\(geteuid())")
    }
}
