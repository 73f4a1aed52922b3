public import Settings
public import Values

/// What reading the configuration came to.
public struct Reload: Sendable {
    /// Nil if it has mistakes.
    public let configuration: Configuration?
    /// Its mistakes and warnings.
    public let texts: [String]
    /// What it was made of.
    public let sources: ConfigurationSources

    /// From a configuration that was read for `serve`.
    public init(_ loaded: LoadedConfiguration) {
        configuration = loaded.configuration
        texts = loaded.diagnostics.map { "\($0.file):\($0.line): \($0.message)" }
        sources = loaded.sources
    }
}

/// When changed files are to be read anew: once they have been the same for two looks, so that a burst of writes is one
/// reload. Pure.
struct ChangeWatch {
    private var sources: ConfigurationSources
    private var seen: ConfigurationSources?

    /// Watches for changes since these were read.
    init(_ sources: ConfigurationSources) {
        self.sources = sources
    }

    /// Looks at the files as they are now; true if it is time to read them.
    mutating func look() -> Bool {
        let current = sources.current()
        guard current != sources else {
            seen = nil
            return false
        }
        defer { seen = current }
        return current == seen
    }
}
