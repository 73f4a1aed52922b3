import Glibc

/// The directory of a journal, which is open as long as this object lives.
final class JournalDirectory: Sendable {
    /// Its real path, without symbolic links: SQLite follows none.
    let path: String
    let descriptor: Int32

    /// The files that SQLite makes beside the database: <https://www.sqlite.org/tempfiles.html>.
    static let companions = ["journal.db-wal", "journal.db-shm", "journal.db-journal"]

    /// Opens the directory at its real path.
    init(at path: String) throws(JournalError) {
        self.path = path
        descriptor = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        // `deinit` runs all the same, and closes nothing then.
        guard descriptor >= 0 else { throw Self.unavailable(path, in: path) }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The directory of a journal that is there; makes nothing.
    ///
    /// - Throws: `.unavailable` if there is none.
    static func existing(at path: String) throws(JournalError) -> JournalDirectory {
        guard let real = realpath(path, nil) else {
            throw errno == ENOENT ? none(at: path) : unavailable(path, in: path)
        }
        defer { free(real) }
        let directory = try JournalDirectory(at: String(cString: real))
        guard faccessat(directory.descriptor, "journal.db", R_OK, 0) == 0 else {
            throw errno == ENOENT ? none(at: path) : unavailable(directory.file, in: path)
        }
        return directory
    }

    private static func none(at path: String) -> JournalError {
        .unavailable(path: path, reason: "there is none yet; 'hookrunner serve' makes it")
    }

    /// The database.
    var file: String { "\(path)/journal.db" }

    /// How much room the database and its log take.
    var bytes: Int64 {
        ["journal.db", "journal.db-wal"].reduce(0) { sum, name in
            var status = stat()
            return fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 ? sum + Int64(status.st_size) : sum
        }
    }

    /// Locks the journal for this process; the kernel releases the lock when the process ends: flock(2).
    ///
    /// - Returns: a descriptor to keep open.
    func lock() throws(JournalError) -> Int32 {
        let lock = openat(descriptor, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard lock >= 0 else { throw unavailable("lock") }
        do {
            try takeLock(lock)
        } catch {
            close(lock)
            throw error
        }
        // A second lock, which others can query without taking it. Without it, `owner` knows nothing.
        var sign = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        _ = fcntl(lock, F_SETLK, &sign)
        return lock
    }

    /// Tries for a second: where a daemon was killed while it started a child, that child holds the lock until it has
    /// become another program.
    private func takeLock(_ lock: Int32) throws(JournalError) {
        for attempt in 1...20 {
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK else { throw unavailable("lock") }
            guard attempt < 20 else { break }
            usleep(50_000)
        }
        throw .inUse(path: path)
    }

    /// The process that has the journal: fcntl(2), F_GETLK.
    ///
    /// - Returns: its number; 0 if this process has no number for it, nil if there is none.
    func owner() -> Int32? {
        let lock = openat(descriptor, "lock", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard lock >= 0 else { return nil }
        defer { close(lock) }
        var sign = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        guard fcntl(lock, F_GETLK, &sign) == 0, sign.l_type != Int16(F_UNLCK) else { return nil }
        return max(0, sign.l_pid)
    }

    /// Refuses a file that is shorter than its own header says: SQLite notices only when it comes to the missing part.
    ///
    /// While there is a log, the header may run ahead of the file: <https://www.sqlite.org/walformat.html>.
    func checkLength() throws(JournalError) {
        var status = stat()
        if fstatat(descriptor, "journal.db-wal", &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_size > 0 { return }
        let database = openat(descriptor, "journal.db", O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard database >= 0 else { throw unavailable("journal.db") }
        defer { close(database) }
        var header = [UInt8](repeating: 0, count: 100)
        guard fstat(database, &status) == 0, status.st_size > 0 else { return }
        guard read(database, &header, 100) == 100 else {
            throw .corrupt(path: file, detail: "it is too short to be a database")
        }
        let pageSize = Int(header[16]) << 8 | Int(header[17])
        let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        guard status.st_size >= pages * (pageSize == 1 ? 65_536 : pageSize) else {
            throw .corrupt(path: file, detail: "it is shorter than it says")
        }
    }

    /// Why a file of the directory cannot be used, by `errno`.
    func unavailable(_ name: String) -> JournalError { Self.unavailable("\(path)/\(name)", in: path) }

    /// Why a place cannot be used, by `errno`.
    static func unavailable(_ place: String, in path: String, code: Int32 = errno) -> JournalError {
        switch code {
        case ENOSPC, EDQUOT: .full(path: path)
        case ENOTDIR:
            .unavailable(
                path: path, reason: "\(place) is not a directory; name a directory with 'journal' in hookrunner.conf")
        case ELOOP: .unavailable(path: place, reason: "it is a symbolic link, where hookrunner follows none")
        default:
            .unavailable(
                path: place,
                reason: "\(String(cString: strerror(code)).lowercased()) (running as uid \(geteuid()))")
        }
    }
}
