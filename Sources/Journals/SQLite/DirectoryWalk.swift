import Glibc
import Values

/// The way to a directory, step by step from the root: its real path, and who else could put another directory there.
struct DirectoryWalk {
    /// A step that cannot be made.
    struct Failure: Error {
        let path: String
        let code: Int32
    }

    /// The directories and links on the way that other users could replace, with the reason.
    private(set) var faults: [(path: String, fault: FileOwnership.Fault)] = []
    private var real = ""
    private var pending: [String]
    private var links = 0
    private let user: UInt32

    /// As many links as the kernel follows: path_resolution(7).
    private static let mostLinks = 40

    /// Goes to `path` and makes the directories that are missing, the last one for its owner alone.
    ///
    /// - Parameters:
    ///   - path: where to; a relative one begins at the working directory.
    ///   - user: whom to trust, beside root.
    /// - Throws: the first step that cannot be made.
    init(to path: String, trusting user: UInt32) throws(Failure) {
        self.user = user
        pending = Self.steps(of: path)
        if !path.hasPrefix("/") {
            guard let start = realpath(".", nil) else { throw Failure(path: path, code: errno) }
            defer { free(start) }
            pending += Self.steps(of: String(cString: start))
        }
        while let name = pending.popLast() { try take(name) }
    }

    /// Without links, `.` and `..`.
    var path: String { real.isEmpty ? "/" : real }

    /// The last one first.
    private static func steps(of path: String) -> [String] {
        path.split(separator: "/").reversed().map(String.init)
    }

    private mutating func take(_ name: String) throws(Failure) {
        switch name {
        case ".": return
        case "..": real = real.split(separator: "/").dropLast().map { "/\($0)" }.joined()
        default: try enter("\(real)/\(name)")
        }
    }

    private mutating func enter(_ next: String) throws(Failure) {
        let status = try status(of: next)
        switch status.st_mode & S_IFMT {
        case S_IFLNK: try follow(next, status)
        case S_IFDIR:
            real = next
            // The last one is the journal's own, which has a rule of its own.
            if !pending.isEmpty { note(next, FileOwnership(status)) }
        default: throw Failure(path: next, code: ENOTDIR)
        }
    }

    /// What is there; a directory is made where nothing is.
    private func status(of next: String) throws(Failure) -> stat {
        var status = stat()
        if lstat(next, &status) == 0 { return status }
        guard errno == ENOENT else { throw Failure(path: next, code: errno) }
        guard mkdir(next, pending.isEmpty ? 0o700 : 0o755) == 0 || errno == EEXIST, lstat(next, &status) == 0 else {
            throw Failure(path: next, code: errno)
        }
        return status
    }

    private mutating func follow(_ link: String, _ status: stat) throws(Failure) {
        links += 1
        guard links <= Self.mostLinks else { throw Failure(path: link, code: ELOOP) }
        // A link's mode says nothing.
        note(link, FileOwnership(owner: status.st_uid, group: status.st_gid, mode: 0))
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(link, &buffer, buffer.count)
        guard count >= 0 else { throw Failure(path: link, code: errno) }
        let target = String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if target.hasPrefix("/") { real = "" }
        pending += Self.steps(of: target)
    }

    /// In a sticky directory such as /tmp other users can make entries, but not replace ours.
    private mutating func note(_ path: String, _ ownership: FileOwnership) {
        for fault in ownership.faults(trusting: [user]) {
            if case .foreignOwner = fault {} else if ownership.isSticky { continue }
            faults.append((path, fault))
        }
    }
}

extension FileOwnership {
    /// The facts of stat(2).
    init(_ status: stat) {
        self.init(owner: status.st_uid, group: status.st_gid, mode: status.st_mode)
    }
}
