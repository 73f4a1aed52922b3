import Glibc
import Values

extension FileSource {
    /// The files of this machine.
    package static var system: FileSource {
        FileSource(
            read: { path, limit in Result { () throws(FileProblem) in try read(path, limit: limit) } },
            beginning: { path, count in try? read(path, limit: count, isWhole: false).bytes },
            status: { path in Result { () throws(FileProblem) in try status(path) } },
            stamp: stamp(of:), matches: paths(matching:), workingDirectory: currentDirectory(),
            userID: geteuid())
    }

    /// Reads a file to its end, which must come within the limit if the whole is wanted.
    private static func read(_ path: String, limit: Int, isWhole: Bool = true) throws(FileProblem) -> Content {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(errno) }
        defer { close(descriptor) }
        // Asked of the descriptor: the name may lead to another file by now.
        let ownership = ownership(of: descriptor)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            // read(2) fills memory that Swift owns: `piece` outlives the call.
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return Content(bytes, ownership: ownership) }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw problem(errno)
            }
            bytes += piece[..<count]
            guard bytes.count > limit else { continue }
            guard !isWhole else { throw .tooLong(limit: limit) }
            return Content(Array(bytes.prefix(limit)), ownership: ownership)
        }
    }

    private static func status(_ path: String) throws(FileProblem) -> Status {
        var found = stat()
        guard stat(path, &found) == 0 else { throw problem(errno) }
        var system = statvfs()
        let isReadOnly = statvfs(path, &system) == 0 && system.isReadOnly
        return Status(
            isDirectory: found.st_mode & S_IFMT == S_IFDIR, isExecutable: access(path, X_OK) == 0,
            ownership: FileOwnership(found, isReadOnly: isReadOnly))
    }

    /// Nil for neither file nor directory: a device belongs to the system, a pipe to the caller.
    private static func ownership(of descriptor: Int32) -> FileOwnership? {
        var found = stat()
        var system = statvfs()
        guard fstat(descriptor, &found) == 0, [S_IFREG, S_IFDIR].contains(found.st_mode & S_IFMT) else { return nil }
        return FileOwnership(found, isReadOnly: fstatvfs(descriptor, &system) == 0 && system.isReadOnly)
    }

    private static func stamp(of path: String) -> Stamp? {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        // The times as bytes: which module a timespec's fields belong to differs from one build to the next.
        let times = withUnsafeBytes(of: (found.st_mtim, found.st_ctim)) { $0.loadUnaligned(as: SIMD4<Int64>.self) }
        return Stamp(
            [Int64(found.st_dev), Int64(found.st_ino), Int64(found.st_size)] + times.indices.map { times[$0] })
    }

    /// glob(3) allocates memory, which is copied here and freed.
    private static func paths(matching pattern: String) -> [String] {
        var found = glob_t()
        defer { globfree(&found) }
        guard glob(pattern, 0, nil, &found) == 0 else { return [] }
        return (0..<Int(found.gl_pathc)).compactMap { found.gl_pathv[$0].map { String(cString: $0) } }
    }

    private static func currentDirectory() -> String? {
        // getcwd(3) with no buffer makes one, which is ours to free.
        guard let path = getcwd(nil, 0) else { return nil }
        defer { free(path) }
        return String(cString: path)
    }

    private static func problem(_ number: Int32) -> FileProblem {
        switch number {
        case ENOENT, ENOTDIR: .missing
        case EACCES, EPERM: .denied(userID: geteuid())
        case EISDIR: .isDirectory
        default: .other(String(cString: strerror(number)).lowercased())
        }
    }
}

extension FileOwnership {
    /// A read-only file system cannot be written: Kubernetes mounts configurations with mode 0777 that way.
    fileprivate init(_ found: stat, isReadOnly: Bool) {
        self.init(owner: found.st_uid, group: found.st_gid, mode: found.st_mode & (isReadOnly ? ~0o222 : ~0))
    }
}

extension statvfs {
    fileprivate var isReadOnly: Bool { f_flag & 1 != 0 }  // ST_RDONLY, an enumerator that is not imported
}
