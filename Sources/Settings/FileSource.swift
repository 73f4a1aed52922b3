import Formats
package import Values

/// Where files come from: the system, or a test's memory.
package struct FileSource: Sendable {
    /// The content of a file, and who could have written it.
    package struct Content: Sendable, Equatable {
        package var bytes: [UInt8]
        /// Owner and mode of the open descriptor; nil for what is not in a file system, such as a pipe.
        package var ownership: FileOwnership?

        package init(_ bytes: [UInt8], ownership: FileOwnership? = nil) {
            self.bytes = bytes
            self.ownership = ownership
        }
    }

    /// What is known of a file without reading it.
    package struct Status: Sendable, Equatable {
        package var isDirectory: Bool
        /// Whether this process may execute it, or enter it.
        package var isExecutable: Bool
        package var ownership: FileOwnership

        package init(
            isDirectory: Bool = false, isExecutable: Bool = false,
            ownership: FileOwnership = FileOwnership(owner: 0, group: 0, mode: 0o600)
        ) {
            self.isDirectory = isDirectory
            self.isExecutable = isExecutable
            self.ownership = ownership
        }
    }

    /// Identity, size and times of a file: they change with its content.
    package struct Stamp: Sendable, Hashable {
        /// Device, file number, size, and nanoseconds of change.
        let parts: [Int64]

        package init(_ parts: [Int64]) {
            self.parts = parts
        }
    }

    /// The content of a file of at most `limit` bytes. Relative paths are relative to the working directory.
    package var read: @Sendable (_ path: String, _ limit: Int) -> Result<Content, FileProblem>
    /// At most the first `count` bytes of a file; nil if it cannot be read.
    package var beginning: @Sendable (_ path: String, _ count: Int) -> [UInt8]?
    /// Follows links.
    package var status: @Sendable (_ path: String) -> Result<Status, FileProblem>
    /// Follows links; nil if the file is missing.
    package var stamp: @Sendable (_ path: String) -> Stamp?
    /// The paths that match a pattern of glob(7), in order; each begins with the pattern's own directory.
    package var matches: @Sendable (_ pattern: String) -> [String]
    /// Nil if it cannot be determined.
    package var workingDirectory: String?
    /// The effective user of this process, whose files are trusted as root's are.
    package var userID: UInt32

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
    case missing
    /// This user may not read it, or may not enter a directory on the way.
    case denied(userID: UInt32)
    case isDirectory
    /// The limit is in bytes.
    case tooLong(limit: Int)
    /// Anything else, in the words of strerror(3).
    case other(String)
}

extension FileProblem: CustomStringConvertible {
    /// Lower case, without a full stop: follows the file's name and a colon.
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
