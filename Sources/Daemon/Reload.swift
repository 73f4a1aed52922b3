import Formats
package import Settings
package import Values

/// The configuration as read by a reload.
package struct Reload: Sendable {
    /// The maximum number of errors, and of warnings, that one reload logs.
    static let shown = 20

    /// Nil if there are errors.
    package let configuration: Configuration?
    /// One line per error; the last line counts those that are not shown.
    let errors: [String]
    /// One line per warning; the last line counts those that are not shown.
    let warnings: [String]
    package let sources: ConfigurationSources

    /// - Parameter loaded: read as `serve` needs it.
    package init(_ loaded: LoadedConfiguration) {
        configuration = loaded.configuration
        errors = Self.texts(of: loaded.diagnostics, .error)
        warnings = Self.texts(of: loaded.diagnostics, .warning)
        sources = loaded.sources
    }

    private static func texts(of diagnostics: [Diagnostic], _ severity: Diagnostic.Severity) -> [String] {
        let found = diagnostics.filter { $0.severity == severity }
        let texts = found.prefix(shown).map {
            $0.line > 0 ? "\($0.file):\($0.line): \($0.message)" : "\($0.file): \($0.message)"
        }
        guard found.count > shown else { return texts }
        return texts + ["\(found.count - shown) more; 'hookrunner check' shows all"]
    }
}

/// Requests to reload the configuration. Requests that arrive while one waits are merged with it.
struct ReloadRequests: Sendable {
    let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func add() {
        continuation.yield()
    }
}

/// Decides when changed files are reloaded: after two looks that found the same state, so that a burst of writes is one
/// reload.
struct ChangeWatch {
    private var sources: ConfigurationSources
    private var seen: ConfigurationSources?

    /// - Parameter sources: the files as they were last read.
    init(_ sources: ConfigurationSources) {
        self.sources = sources
    }

    /// Reads the state of the files; true if it is time to reload them.
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
