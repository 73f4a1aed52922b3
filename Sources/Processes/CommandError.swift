package import Formats
import Values

/// Why a command cannot be put together, or not be started. Words for the user.
package enum CommandError: Error, Sendable, Equatable {
    /// The payload has no value at a placeholder.
    case missingField(FieldPath)
    /// The result would begin with `-`, though the configured word does not: it might become an option.
    case unexpectedOption(FieldPath)
    /// A value has a NUL byte, which no argument can hold.
    case nulByte(FieldPath)
    /// An argument is longer than the system takes: MAX_ARG_STRLEN, execve(2).
    case argumentTooLong(bytes: Int)
    /// The payload in the journal cannot be read any more.
    case unreadablePayload(String)
    /// There is no such program.
    case notFound(program: String)
    /// None of the directories in PATH has such a program.
    case notInPath(program: String, path: String)
    /// The file is there but is no program.
    case notExecutable(program: String)
    /// It is a directory.
    case isDirectory(program: String)
    /// A script does not say what runs it.
    case noInterpreterLine(program: String)
    /// The working directory is not there.
    case directoryMissing(String)
    /// The system refuses, for this reason.
    case refused(program: String, reason: String)
}

extension CommandError: CustomStringConvertible {
    /// What is wrong, and what to do.
    package var description: String {
        switch self {
        case .missingField(let path):
            "the payload has no value for {\(path)}"
        case .unexpectedOption(let path):
            "the value of {\(path)} begins with '-' and could be taken for an option; put '--' or a prefix before it"
        case .nulByte(let path):
            "the value of {\(path)} has a NUL byte, which no argument can hold; read it from standard input"
        case .argumentTooLong(let bytes):
            "an argument has \(bytes) bytes, the system takes \(CommandTemplate.longestArgument); "
                + "read the value from standard input"
        case .unreadablePayload(let reason):
            "the payload cannot be read: \(reason)"
        case .notFound(let program):
            "cannot run '\(program.escaped)': no such file"
        case .notInPath(let program, let path):
            "cannot run '\(program.escaped)': not found in PATH (\(path.escaped))"
        case .notExecutable(let program):
            "cannot run '\(program.escaped)': permission denied; make it executable with chmod +x"
        case .isDirectory(let program):
            "cannot run '\(program.escaped)': it is a directory"
        case .noInterpreterLine(let program):
            "cannot run '\(program.escaped)': it is no program, and has no '#!' line that says what runs it"
        case .directoryMissing(let directory):
            "cannot run in '\(directory.escaped)': no such directory"
        case .refused(let program, let reason):
            "cannot run '\(program.escaped)': \(reason)"
        }
    }
}
