package import Formats
import Values

/// Why a command cannot be built or started. The descriptions are for users.
package enum CommandError: Error, Sendable, Equatable {
    /// The payload has no value for a placeholder.
    case missingField(FieldPath)
    /// The word would begin with `-` because of a value: it might become an option.
    case unexpectedOption(FieldPath)
    /// A value contains a NUL byte, which no argument can.
    case nulByte(FieldPath)
    /// An argument exceeds MAX_ARG_STRLEN of execve(2).
    case argumentTooLong(bytes: Int)
    /// The payload in the journal cannot be parsed.
    case unreadablePayload(String)
    /// The program does not exist.
    case notFound(program: String)
    /// No directory in PATH has this program.
    case notInPath(program: String, path: String)
    /// The file exists but is not executable.
    case notExecutable(program: String)
    /// The path is a directory.
    case isDirectory(program: String)
    /// The file is neither a program nor a script with a `#!` line.
    case noInterpreterLine(program: String)
    /// The working directory does not exist.
    case directoryMissing(String)
    /// The system refuses to start it.
    case refused(program: String, reason: String)
}

extension CommandError: CustomStringConvertible {
    /// States the problem and a remedy.
    package var description: String {
        switch self {
        case .missingField(let path):
            "the payload has no value for {\(path)}"
        case .unexpectedOption(let path):
            "the value of {\(path)} begins with '-' and could be taken for an option; put '--' or a prefix before it"
        case .nulByte(let path):
            "the value of {\(path)} contains a NUL byte, which no argument can; read it from standard input"
        case .argumentTooLong(let bytes):
            "an argument has \(bytes) bytes, but the system allows \(CommandTemplate.longestArgument); "
                + "read the value from standard input"
        case .unreadablePayload(let reason):
            "cannot read the payload: \(reason)"
        case .notFound(let program):
            "cannot run '\(program.escaped)': no such file"
        case .notInPath(let program, let path):
            "cannot run '\(program.escaped)': not found in PATH (\(path.escaped))"
        case .notExecutable(let program):
            "cannot run '\(program.escaped)': permission denied; make it executable with chmod +x"
        case .isDirectory(let program):
            "cannot run '\(program.escaped)': it is a directory"
        case .noInterpreterLine(let program):
            "cannot run '\(program.escaped)': it is not a program and has no '#!' line that names an interpreter"
        case .directoryMissing(let directory):
            "cannot run in '\(directory.escaped)': no such directory"
        case .refused(let program, let reason):
            "cannot run '\(program.escaped)': \(reason)"
        }
    }
}
