import Values

extension ParseContext {
    /// A path of the configuration: relative to its file, and absolute if the working directory is known.
    func resolved(_ path: String, in source: SourceFile) -> String {
        guard !path.hasPrefix("/") else { return path }
        return absolute(Self.join(Self.directory(of: source.path), path))
    }

    /// A path of this process, absolute if the working directory is known.
    func absolute(_ path: String) -> String {
        guard !path.hasPrefix("/"), let directory = files.workingDirectory else { return path }
        return Self.join(directory, path)
    }

    /// Empty for a file of the working directory, and for a descriptor.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), !path.hasPrefix("/dev/"), !path.hasPrefix("/proc/") else {
            return ""
        }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Joins a directory and a relative path. Removes `.` and keeps `..`, which may lead out of a link.
    static func join(_ directory: String, _ path: String) -> String {
        let steps = path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
        if directory.isEmpty { return steps.isEmpty ? "." : steps }
        if steps.isEmpty { return directory }
        return directory.hasSuffix("/") ? directory + steps : "\(directory)/\(steps)"
    }

    /// Reports owners and modes that are not trusted.
    func judge(_ ownership: FileOwnership?, as use: FileTrust.Use, _ what: String, _ path: String, at span: Span) {
        for doubt in ownership.map({ trust.doubts(about: $0, as: use, what, path) }) ?? [] {
            findings.report(doubt, at: span)
        }
    }

    /// The same for a file that no word names.
    func judge(_ ownership: FileOwnership?, as use: FileTrust.Use, _ what: String, _ path: String, inFile: String) {
        for doubt in ownership.map({ trust.doubts(about: $0, as: use, what, path) }) ?? [] {
            findings.report(doubt, inFile: inFile)
        }
    }

    /// Warns of a key file that all users can read.
    func checkSecrecy(of ownership: FileOwnership?, _ what: String, _ path: String, at span: Span) {
        guard let ownership, ownership.isReadableByOthers else { return }
        findings.warning(
            "\(what) \(path) is readable by all users (mode \(ownership.modeText))", at: span,
            help: "chmod 600 \(path)")
    }
}

extension String {
    /// A pattern of glob(7) that matches only this text.
    var escapedForGlob: String { map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() }
}
