import Glibc

/// The directory of a journal: made with mode 0700, its files 0600, and owned by one daemon at a time.
struct JournalDirectory: Sendable {
    let path: String

    /// The database.
    var file: String { "\(path)/journal.db" }

    /// How much room the database and its log take.
    var bytes: Int64 {
        [file, "\(file)-wal"].reduce(0) { sum, path in
            var status = stat()
            return stat(path, &status) == 0 ? sum + Int64(status.st_size) : sum
        }
    }

    /// Makes the directory and an empty file, where they are missing.
    func prepare() throws(JournalError) {
        try makeDirectories()
        let descriptor = open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unavailable(file) }
        close(descriptor)
    }

    /// Takes the journal for this process; the system lets go of it when the process ends, however it ends: flock(2).
    ///
    /// - Returns: a descriptor to keep open.
    func lock() throws(JournalError) -> Int32 {
        let descriptor = open("\(path)/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw unavailable("\(path)/lock") }
        do {
            try takeLock(descriptor)
        } catch {
            close(descriptor)
            throw error
        }
        // Beside it a lock that others can ask about without taking it. Where there is none to be had, nobody can ask.
        var sign = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        _ = fcntl(descriptor, F_SETLK, &sign)
        return descriptor
    }

    /// Tries for a second: where a daemon was killed while it started a child, that child holds the lock until it has
    /// become another program.
    private func takeLock(_ descriptor: Int32) throws(JournalError) {
        for attempt in 1...20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK else { throw unavailable("\(path)/lock") }
            guard attempt < 20 else { break }
            usleep(50_000)
        }
        throw .inUse(path: path)
    }

    /// The process that has the journal: fcntl(2), F_GETLK.
    ///
    /// - Returns: its number; 0 if this process has no number for it, nil if there is none.
    func owner() -> Int32? {
        let descriptor = open("\(path)/lock", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var sign = flock(l_type: Int16(F_WRLCK), l_whence: Int16(SEEK_SET), l_start: 0, l_len: 0, l_pid: 0)
        guard fcntl(descriptor, F_GETLK, &sign) == 0, sign.l_type != Int16(F_UNLCK) else { return nil }
        return max(0, sign.l_pid)
    }

    /// Refuses a directory without a journal, and makes nothing.
    func checkExistence() throws(JournalError) {
        guard access(file, R_OK) == 0 else {
            throw errno == ENOENT
                ? .unavailable(path: path, reason: "there is none yet; 'hookrunner serve' makes it") : unavailable(file)
        }
    }

    /// Refuses a file that is shorter than its own header says: SQLite notices only when it comes to the missing part.
    ///
    /// While a log stands beside it, the header may run ahead of the file: <https://www.sqlite.org/walformat.html>.
    func checkLength() throws(JournalError) {
        var status = stat()
        if stat("\(file)-wal", &status) == 0, status.st_size > 0 { return }
        let descriptor = open(file, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw unavailable(file) }
        defer { close(descriptor) }
        var header = [UInt8](repeating: 0, count: 100)
        guard fstat(descriptor, &status) == 0, status.st_size > 0 else { return }
        guard read(descriptor, &header, 100) == 100 else {
            throw .corrupt(path: file, detail: "it is too short to be a database")
        }
        let pageSize = Int(header[16]) << 8 | Int(header[17])
        let pages = header[28..<32].reduce(0) { $0 << 8 | Int($1) }
        guard status.st_size >= pages * (pageSize == 1 ? 65_536 : pageSize) else {
            throw .corrupt(path: file, detail: "it is shorter than it says")
        }
    }

    private func makeDirectories() throws(JournalError) {
        let parts = path.split(separator: "/")
        var made = path.hasPrefix("/") ? "" : "."
        for (position, part) in parts.enumerated() {
            made += "/\(part)"
            let isLast = position == parts.count - 1
            guard mkdir(made, isLast ? 0o700 : 0o755) == 0 || errno == EEXIST || errno == EROFS else {
                throw unavailable(made)
            }
        }
        var status = stat()
        guard stat(path, &status) == 0 else { throw unavailable(path) }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw .unavailable(path: path, reason: "it is not a directory; name one with 'journal' in hookrunner.conf")
        }
    }

    private func unavailable(_ place: String) -> JournalError {
        let code = errno
        if code == ENOSPC || code == EDQUOT { return .full(path: path) }
        let reason = String(cString: strerror(code)).lowercased()
        return .unavailable(path: place, reason: "\(reason) (running as uid \(geteuid()))")
    }
}
