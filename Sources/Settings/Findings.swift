/// Collects the diagnostics of one configuration, in the order in which they are found.
final class Findings {
    /// Maximum number of errors, and of warnings, that are reported.
    private static let limit = 1000

    private var found: [(diagnostic: Diagnostic, source: SourceFile?)] = []
    private var counts: [Diagnostic.Severity: Int] = [:]
    /// The files, in the order in which they were read.
    private(set) var sources: [SourceFile] = []

    /// Whether the configuration cannot be used.
    var hasErrors: Bool { counts[.error, default: 0] > 0 }

    func add(_ source: SourceFile) {
        sources.append(source)
    }

    func error(_ message: String, at span: Span, help: String? = nil, note: (message: String, span: Span)? = nil) {
        add(.error, message, at: span, help: help, note: note)
    }

    func warning(_ message: String, at span: Span, help: String? = nil, note: (message: String, span: Span)? = nil) {
        add(.warning, message, at: span, help: help, note: note)
    }

    /// About a file as a whole.
    func error(_ message: String, inFile path: String, help: String? = nil) {
        add(.error, message, inFile: path, help: help)
    }

    func warning(_ message: String, inFile path: String, help: String? = nil) {
        add(.warning, message, inFile: path, help: help)
    }

    /// About a file that a word names.
    func report(_ doubt: FileTrust.Doubt, at span: Span) {
        add(doubt.severity, doubt.message, at: span, help: doubt.help, note: nil)
    }

    func report(_ doubt: FileTrust.Doubt, inFile path: String) {
        add(doubt.severity, doubt.message, inFile: path, help: doubt.help)
    }

    /// All diagnostics, by file in the order of reading, then by line and column, each with its source line.
    func sorted() -> [Diagnostic] {
        let ranks = Dictionary(sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        let keyed = found.enumerated().map { index, item in
            let diagnostic = item.diagnostic
            // Diagnostics of a whole file follow those of its lines: "no endpoint" is often only the result.
            let line = diagnostic.line > 0 ? diagnostic.line : Int.max
            return (key: [ranks[diagnostic.file] ?? -1, line, diagnostic.column, index], item: item)
        }
        return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { Self.withExcerpt($0.item) }
    }

    private func add(
        _ severity: Diagnostic.Severity, _ message: String, at span: Span, help: String?,
        note: (message: String, span: Span)?
    ) {
        guard hasRoom(for: severity, inFile: span.source.path) else { return }
        let place = span.source.position(of: span.range.lowerBound)
        // These texts quote the configuration, and must not move a terminal's cursor.
        var diagnostic = Diagnostic(
            severity: severity, file: span.source.path, line: place.line, column: place.column,
            length: span.source.length(of: span.range), message: message.printable, help: help?.printable)
        diagnostic.notes = note.map { [Self.note($0.message, at: $0.span)] } ?? []
        found.append((diagnostic, span.source))
    }

    private func add(_ severity: Diagnostic.Severity, _ message: String, inFile path: String, help: String?) {
        guard hasRoom(for: severity, inFile: path) else { return }
        append(severity, message, inFile: path, help: help)
    }

    private func append(_ severity: Diagnostic.Severity, _ message: String, inFile path: String, help: String? = nil) {
        let diagnostic = Diagnostic(
            severity: severity, file: path, line: 0, column: 0, length: 0, message: message.printable,
            help: help?.printable)
        found.append((diagnostic, nil))
    }

    /// Counts a diagnostic. The first above the limit leaves a line that says so.
    private func hasRoom(for severity: Diagnostic.Severity, inFile path: String) -> Bool {
        counts[severity, default: 0] += 1
        if counts[severity] == Self.limit + 1 {
            append(severity, "more than \(Self.limit) \(severity)s; the rest are not shown", inFile: path)
        }
        return counts[severity, default: 0] <= Self.limit
    }

    private static func note(_ message: String, at span: Span) -> Diagnostic.Note {
        let place = span.source.position(of: span.range.lowerBound)
        return Diagnostic.Note(file: span.source.path, line: place.line, column: place.column, message: message)
    }

    /// Excerpts are made last: only then is it known what must not be shown.
    private static func withExcerpt(_ item: (diagnostic: Diagnostic, source: SourceFile?)) -> Diagnostic {
        var diagnostic = item.diagnostic
        diagnostic.sourceLine = item.source?.excerpt(ofLine: diagnostic.line)
        return diagnostic
    }
}
