extension Reading {
    /// A path of the configuration: relative to the file in which it stands, and absolute wherever that can be known.
    func resolved(_ path: String, in source: SourceFile) -> String {
        guard !path.hasPrefix("/") else { return path }
        return absolute(Self.join(Self.directory(of: source.path), path))
    }

    /// A path of this process, made absolute if the working directory is known.
    func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = files.workingDirectory else { return path }
        return Self.join(directory, path)
    }

    /// The directory part, which is empty for a file of the working directory. What is read from a descriptor has no
    /// directory that a user would mean.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else {
            return ""
        }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Puts a directory before a relative path. `.` disappears; `..` stays, since it may lead out of a link.
    static func join(_ directory: String, _ path: String) -> String {
        let steps = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if directory.isEmpty { return steps.isEmpty ? "." : steps }
        if steps.isEmpty { return directory }
        return directory.hasSuffix("/") ? directory + steps : "\(directory)/\(steps)"
    }

    /// Warns where others than owner and group may read or write a file that holds a key.
    func checkMode(_ path: String, _ word: Token, what: String) {
        guard case .success(let status) = status(path), status.mode & 0o006 != 0 else { return }
        let verb = [2: "write", 4: "read", 6: "read and write"][status.mode & 0o006] ?? "read"
        let octal = String(status.mode & 0o777, radix: 8)
        findings.warning(
            "\(what) \(path): every user of this machine can \(verb) it (mode 0\(octal))", at: word.span,
            help: "chmod 600 \(path)")
    }
}

extension String {
    /// The text as a pattern of glob(7) that it alone matches.
    var escapedForGlob: String { map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() }
}
