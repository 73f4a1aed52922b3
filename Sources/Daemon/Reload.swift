import Formats
package import Settings
package import Values

/// What reading the configuration came to.
package struct Reload: Sendable {
    /// How many mistakes, and how many warnings, the log shows of one reading: it is no place to read a thousand.
    static let shown = 20

    /// Nil if it has mistakes.
    package let configuration: Configuration?
    /// The first of its mistakes, and how many more there are.
    let mistakes: [String]
    /// The first of its warnings, and how many more there are.
    let warnings: [String]
    /// What it was made of.
    package let sources: ConfigurationSources

    /// From a configuration that was read for `serve`.
    package init(_ loaded: LoadedConfiguration) {
        configuration = loaded.configuration
        mistakes = Self.texts(of: loaded.diagnostics, .error)
        warnings = Self.texts(of: loaded.diagnostics, .warning)
        sources = loaded.sources
    }

    private static func texts(of diagnostics: [Diagnostic], _ severity: Diagnostic.Severity) -> [String] {
        let found = diagnostics.filter { $0.severity == severity }
        let texts = found.prefix(shown).map {
            $0.line > 0 ? "\($0.file):\($0.line): \($0.message)" : "\($0.file): \($0.message)"
        }
        guard found.count > shown else { return texts }
        return texts + ["\(found.count - shown) more like these; 'hookrunner check' shows them"]
    }
}

/// Requests to read the configuration again. While one waits, further ones add nothing to it.
struct ReloadRequests: Sendable {
    /// One element for each reload that is due.
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Asks for a reload.
    func add() {
        continuation.yield()
    }
}

/// When changed files are to be read: once they have been the same for two looks, so that a burst of writes is one
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
