import Formats
package import Values

/// Where files come from: the system's own, or those that a test thinks up.
package struct FileSource: Sendable {
    /// What a file holds, and who could have written it.
    package struct Content: Sendable, Equatable {
        /// All of it.
        package var bytes: [UInt8]
        /// Owner and mode, asked of the opened descriptor; nil for what is not in a file system, such as a pipe.
        package var ownership: FileOwnership?

        /// Puts a content together.
        package init(_ bytes: [UInt8], ownership: FileOwnership? = nil) {
            self.bytes = bytes
            self.ownership = ownership
        }
    }

    /// What is known of a file without reading it.
    package struct Status: Sendable, Equatable {
        /// A directory, and not a file.
        package var isDirectory: Bool
        /// Whether this process may execute it, or enter it.
        package var isExecutable: Bool
        /// Owner and mode.
        package var ownership: FileOwnership

        /// Puts a status together; the owner is root unless said otherwise.
        package init(
            isDirectory: Bool = false, isExecutable: Bool = false,
            ownership: FileOwnership = FileOwnership(owner: 0, group: 0, mode: 0o600)
        ) {
            self.isDirectory = isDirectory
            self.isExecutable = isExecutable
            self.ownership = ownership
        }
    }

    /// What tells one content of a file from another without reading it: the file itself, its size and its times.
    package struct Stamp: Sendable, Hashable {
        /// Device, file number, size, and nanoseconds of change.
        let parts: [Int64]

        /// Puts a stamp together.
        package init(_ parts: [Int64]) {
            self.parts = parts
        }
    }

    /// The content of a file of at most so many bytes. Relative paths are relative to the working directory.
    package var read: @Sendable (_ path: String, _ limit: Int) -> Result<Content, FileProblem>
    /// The first bytes of a file, at most so many; nil if it cannot be read.
    package var beginning: @Sendable (_ path: String, _ count: Int) -> [UInt8]?
    /// What is known of a file, links followed.
    package var status: @Sendable (_ path: String) -> Result<Status, FileProblem>
    /// The stamp of a file, links followed; nil if it is not there.
    package var stamp: @Sendable (_ path: String) -> Stamp?
    /// The paths that match a pattern of glob(7), in order; the pattern's own directory stands before each.
    package var matches: @Sendable (_ pattern: String) -> [String]
    /// The working directory; nil if it cannot be found out.
    package var workingDirectory: String?
    /// The user whose files are trusted beside root's: the effective one of this process.
    package var userID: UInt32

    /// Makes a source of its parts.
    package init(
        read: @escaping @Sendable (_ path: String, _ limit: Int) -> Result<Content, FileProblem>,
        beginning: @escaping @Sendable (_ path: String, _ count: Int) -> [UInt8]? = { _, _ in nil },
        status: @escaping @Sendable (_ path: String) -> Result<Status, FileProblem>,
        stamp: @escaping @Sendable (_ path: String) -> Stamp? = { _ in nil },
        matches: @escaping @Sendable (_ pattern: String) -> [String], workingDirectory: String?, userID: UInt32 = 0
    ) {
        self.read = read
        self.beginning = beginning
        self.status = status
        self.stamp = stamp
        self.matches = matches
        self.workingDirectory = workingDirectory
        self.userID = userID
    }
}

/// Why a file cannot be read.
package enum FileProblem: Error, Sendable, Equatable {
    /// There is none of that name.
    case missing
    /// This user may not read it, or may not enter a directory on the way.
    case denied(userID: UInt32)
    /// It is a directory.
    case isDirectory
    /// It is longer than the limit, in bytes.
    case tooLong(limit: Int)
    /// Anything else, in the words of strerror(3).
    case other(String)
}

extension FileProblem: CustomStringConvertible {
    /// Lower case, without a full stop: stands after the file's name and a colon.
    package var description: String {
        switch self {
        case .missing: "no such file"
        case .denied(let userID): "permission denied (running as uid \(userID))"
        case .isDirectory: "this is a directory, not a file"
        case .tooLong(let limit): "longer than \(limit / 1024) KiB"
        case .other(let reason): reason
        }
    }
}
