import Glibc

extension FileSource {
    /// The files of this machine.
    public static var system: FileSource {
        FileSource(
            read: { path, limit in Result { () throws(FileProblem) in try read(path, limit: limit) } },
            status: { path in Result { () throws(FileProblem) in try status(path) } },
            stamp: stamp(of:), matches: paths(matching:), workingDirectory: currentDirectory())
    }

    private static func read(_ path: String, limit: Int) throws(FileProblem) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            // read(2) fills memory that somebody else owns: `piece` outlives the call.
            let count = piece.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw problem(errno)
            }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw .tooLong(limit: limit) }
        }
    }

    private static func status(_ path: String) throws(FileProblem) -> Status {
        var found = stat()
        guard stat(path, &found) == 0 else { throw problem(errno) }
        let isDirectory = found.st_mode & S_IFMT == S_IFDIR
        return Status(
            isDirectory: isDirectory, isExecutable: access(path, X_OK) == 0, mode: found.st_mode & 0o7777)
    }

    private static func stamp(of path: String) -> Stamp? {
        var found = stat()
        guard stat(path, &found) == 0 else { return nil }
        // The times as bytes: which module a timespec's fields belong to differs from one build to the next.
        let times = withUnsafeBytes(of: (found.st_mtim, found.st_ctim)) { $0.loadUnaligned(as: SIMD4<Int64>.self) }
        return Stamp(
            [Int64(found.st_dev), Int64(found.st_ino), Int64(found.st_size)] + times.indices.map { times[$0] })
    }

    /// glob(3) hands out memory of its own, which is copied here and given back.
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
