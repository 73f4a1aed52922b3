/// What a configuration was made of: to find out whether it has changed since.
package struct ConfigurationSources: Sendable, Equatable {
    /// Every file that was looked for, and what it was then; nil if it was not there.
    private(set) var stamps: [String: FileSource.Stamp?] = [:]
    /// Every pattern of an `include`, and the files that it stood for.
    private(set) var matches: [String: [String]] = [:]
    private let files: FileSource

    init(files: FileSource) {
        self.files = files
    }

    /// By what was looked for and found; not by where files come from.
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
