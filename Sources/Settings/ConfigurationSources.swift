/// The files that a configuration was read from, to notice changes.
package struct ConfigurationSources: Sendable, Equatable {
    /// Every file that was looked for, and its stamp; nil if it was missing.
    private(set) var stamps: [String: FileSource.Stamp?] = [:]
    /// Every pattern of an `include`, and the files that matched.
    private(set) var matches: [String: [String]] = [:]
    private let files: FileSource

    init(files: FileSource) {
        self.files = files
    }

    /// Compares what was looked for and found, not `files`.
    package static func == (left: Self, right: Self) -> Bool {
        left.stamps == right.stamps && left.matches == right.matches
    }

    /// The same files and patterns as they are now.
    package func current() -> ConfigurationSources {
        var current = ConfigurationSources(files: files)
        for path in stamps.keys { current.note(file: path) }
        for pattern in matches.keys { current.note(pattern: pattern) }
        return current
    }

    /// Remembers a file that is about to be read: a change from now on counts.
    mutating func note(file path: String) {
        if stamps[path] == nil { stamps[path] = .some(files.stamp(path)) }
    }

    mutating func note(pattern: String) {
        matches[pattern] = files.matches(pattern)
    }
}
