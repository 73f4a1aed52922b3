import Values

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

    /// Reports what speaks against the content of a file.
    func judge(_ ownership: FileOwnership?, as use: FileTrust.Use, _ what: String, _ path: String, at span: Span) {
        for doubt in ownership.map({ trust.doubts(about: $0, as: use, what, path) }) ?? [] {
            findings.report(doubt, at: span)
        }
    }

    /// The same where no word of a configuration names the file.
    func judge(_ ownership: FileOwnership?, as use: FileTrust.Use, _ what: String, _ path: String, inFile: String) {
        for doubt in ownership.map({ trust.doubts(about: $0, as: use, what, path) }) ?? [] {
            findings.report(doubt, inFile: inFile)
        }
    }

    /// Warns where others than owner and group may read a file that holds a key.
    func checkSecrecy(of ownership: FileOwnership?, _ what: String, _ path: String, at span: Span) {
        guard let ownership, ownership.isReadableByOthers else { return }
        findings.warning(
            "\(what) \(path): every user of this machine can read it (mode \(ownership.modeText))", at: span,
            help: "chmod 600 \(path)")
    }
}

extension String {
    /// The text as a pattern of glob(7) that it alone matches.
    var escapedForGlob: String { map { "*?[]\\".contains($0) ? "\\\($0)" : String($0) }.joined() }
}
