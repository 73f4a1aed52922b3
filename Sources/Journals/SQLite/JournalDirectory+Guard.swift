import Formats
import Glibc
import Values

/// A daemon's journal is for its user alone: others can neither plant runs in it nor read payloads.
extension JournalDirectory {
    /// The directory of a daemon's journal, made where it is missing.
    ///
    /// What was read from its descriptor is what is judged. SQLite opens its files by their paths, so `checkIdentity` looks
    /// afterwards whether these still lead here.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - warn: gets what was changed, and who could still replace the directory.
    /// - Returns: the directory, open.
    /// - Throws: `.unavailable` if others own it, or could write it.
    static func guarded(at path: String, warn: (String) -> Void) throws(JournalError) -> JournalDirectory {
        let walk: DirectoryWalk
        do {
            walk = try DirectoryWalk(to: path, trusting: geteuid())
        } catch {
            throw unavailable(error.path, in: path, code: error.code)
        }
        let directory = try JournalDirectory(at: walk.path)
        for (place, fault) in walk.faults {
            warn(
                "journal \(path): \(place) \(fault), so other users can replace the journal; change the owner or mode of it"
            )
        }
        try directory.guardDirectory(warn: warn)
        return directory
    }

    /// Makes the database where it is missing, and guards every file that is there.
    ///
    /// Once the lock is held, and before SQLite opens the others: closing a file gives up all locks that this process has
    /// on it, fcntl(2). So the lock itself is guarded by its own descriptor.
    func guardFiles(lock: Int32, warn: (String) -> Void) throws(JournalError) {
        try guardFile(lock, "lock", warn: warn)
        let database = openat(
            descriptor, "journal.db", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o600)
        guard database >= 0 else { throw unavailable("journal.db") }
        defer { close(database) }
        try guardFile(database, "journal.db", warn: warn)
        for name in Self.companions {
            let file = openat(descriptor, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            if file < 0, errno == ENOENT { continue }
            guard file >= 0 else { throw unavailable(name) }
            defer { close(file) }
            try guardFile(file, name, warn: warn)
        }
    }

    /// Looks whether the paths that SQLite has opened lead to what was guarded.
    func checkIdentity() throws(JournalError) {
        for name in ["", "/journal.db"] {
            var reached = stat()
            var guarded = stat()
            guard lstat("\(path)\(name)", &reached) == 0,
                fstatat(descriptor, name.isEmpty ? "." : "journal.db", &guarded, AT_SYMLINK_NOFOLLOW) == 0,
                reached.st_dev == guarded.st_dev, reached.st_ino == guarded.st_ino
            else { throw .unavailable(path: path, reason: "another directory was put in its place just now") }
        }
    }

    private func guardFile(_ file: Int32, _ name: String, warn: (String) -> Void) throws(JournalError) {
        let place = "\(path)/\(name)"
        var status = stat()
        guard fstat(file, &status) == 0 else { throw unavailable(name) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw .unavailable(path: place, reason: "it is not a file; remove it, or name another directory")
        }
        let ownership = FileOwnership(status)
        switch JournalGuard(ownership, user: geteuid(), groups: Self.groups) {
        case .accept: return
        case .refuse(let fault): throw Self.refusal(of: place, fault)
        case .restrict: try restrict(file, place, ownership, to: 0o600, warn: warn)
        }
    }

    private func guardDirectory(warn: (String) -> Void) throws(JournalError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw Self.unavailable(path, in: path) }
        let ownership = FileOwnership(status)
        switch JournalGuard(ownership, user: geteuid(), groups: Self.groups) {
        case .accept: return
        case .refuse(let fault): throw Self.refusal(of: path, fault)
        case .restrict where ownership.isSticky || isShared: try checkShared(ownership)
        case .restrict: try restrict(descriptor, path, ownership, to: 0o700, warn: warn)
        }
    }

    /// A directory that holds other things, too, such as /tmp, keeps its mode: that is not ours to change.
    private func checkShared(_ ownership: FileOwnership) throws(JournalError) {
        guard let fault = ownership.faults(trusting: [geteuid()]).first else { return }
        throw Self.refusal(of: path, fault)
    }

    /// Whether there is anything in it that is not the journal's.
    private var isShared: Bool {
        guard let list = fdopendir(openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) else { return true }
        defer { closedir(list) }
        // "executor" is the note of running commands: ExecutorRecordFile.
        let own = Set(
            [".", "..", "journal.db", "lock", "executor", JournalNote.name, "\(JournalNote.name).new"]
                + Self.companions)
        while let entry = readdir(list) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !own.contains(name) { return true }
        }
        return false
    }

    private func restrict(
        _ file: Int32, _ place: String, _ ownership: FileOwnership, to mode: UInt32, warn: (String) -> Void
    ) throws(JournalError) {
        if fchmod(file, mode) == 0 {
            let new = FileOwnership(owner: ownership.owner, group: ownership.group, mode: mode)
            warn(
                "journal \(place): its mode was \(ownership.modeText), so others had access; it is \(new.modeText) now")
        } else if let fault = ownership.faults(trusting: [geteuid()]).first {
            throw Self.refusal(of: place, fault)
        } else {
            warn("journal \(place): its mode is \(ownership.modeText), and cannot be changed; others can read it")
        }
    }

    private static func refusal(of place: String, _ fault: FileOwnership.Fault) -> JournalError {
        let remedy =
            if case .foreignOwner = fault {
                "run hookrunner as that user, give the journal to uid \(geteuid()) with chown -R,"
            } else { "take that right away with chmod go-w," }
        return .unavailable(
            path: place,
            reason: "it \(fault), who could have planted runs in it; \(remedy) or name another directory")
    }

    /// Those of this process, the effective one among them.
    private static var groups: Set<UInt32> {
        var list = [gid_t](repeating: 0, count: Int(NGROUPS_MAX))
        let count = getgroups(Int32(list.count), &list)
        return Set(list.prefix(max(0, Int(count)))).union([getegid()])
    }
}
