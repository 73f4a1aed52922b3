import Glibc
import Values

/// Finds a program's file before it is started: Foundation's own error does not say what is wrong.
enum ProgramPath {
    /// Resolves a program like execvp(3): `name` itself if it contains a slash, else the first executable of that name
    /// in `PATH`.
    ///
    /// - Parameters:
    ///   - name: the command's first word.
    ///   - path: the value of `PATH`.
    ///   - directory: the base of relative paths; nil for the working directory.
    /// - Returns: a path.
    /// - Throws: why there is none.
    static func find(_ name: String, path: String?, directory: String?) throws(CommandError) -> String {
        let path = path ?? CommandTemplate.defaultSearchPath
        guard !name.contains("/") else {
            let file = name.hasPrefix("/") ? name : directory.map { "\($0)/\(name)" } ?? name
            if let problem = problem(with: file, called: name) { throw problem }
            return file
        }
        for part in path.split(separator: ":") {
            // Relative to the command's directory, as for execvp(3) after chdir(2).
            let file = "\(part.hasPrefix("/") ? "" : directory.map { "\($0)/" } ?? "")\(part)/\(name)"
            if problem(with: file, called: name) == nil { return file }
        }
        throw .notInPath(program: name, path: path)
    }

    private static func problem(with file: String, called name: String) -> CommandError? {
        var status = stat()
        guard stat(file, &status) == 0 else {
            return errno == EACCES ? .notExecutable(program: name) : .notFound(program: name)
        }
        if status.st_mode & S_IFMT == S_IFDIR { return .isDirectory(program: name) }
        return access(file, X_OK) == 0 ? nil : .notExecutable(program: name)
    }
}
