/// Collects the mistakes of one reading, in the order in which they are found.
final class Findings {
    /// Nobody reads more, and each costs memory.
    private static let limit = 1000

    private var found: [(diagnostic: Diagnostic, source: SourceFile?)] = []
    /// The files, in the order in which they were read.
    private(set) var sources: [SourceFile] = []

    /// Whether the configuration cannot be used.
    var hasErrors: Bool { found.count > Self.limit || found.contains { $0.diagnostic.severity == .error } }

    /// From now on `source` may be spoken of.
    func add(_ source: SourceFile) {
        sources.append(source)
    }

    /// A mistake at a place.
    func error(_ message: String, at span: Span, help: String? = nil, note: (message: String, span: Span)? = nil) {
        add(.error, message, at: span, help: help, note: note)
    }

    /// Something that somebody should look at.
    func warning(_ message: String, at span: Span, help: String? = nil, note: (message: String, span: Span)? = nil) {
        add(.warning, message, at: span, help: help, note: note)
    }

    /// A mistake about a file as a whole.
    func error(_ message: String, inFile path: String, help: String? = nil) {
        let diagnostic = Diagnostic(
            file: path, line: 0, column: 0, length: 0, message: message.printable, help: help?.printable)
        found.append((diagnostic, nil))
    }

    /// Everything found, by file in the order of reading, then by line and column, each with its line.
    func sorted() -> [Diagnostic] {
        let ranks = Dictionary(sources.enumerated().map { ($1.path, $0) }, uniquingKeysWith: { first, _ in first })
        let keyed = found.enumerated().map { index, item in
            let diagnostic = item.diagnostic
            // What is about a whole file comes after what is about its lines: "no endpoint" is often only the result.
            let line = diagnostic.line > 0 ? diagnostic.line : Int.max
            return (key: [ranks[diagnostic.file] ?? -1, line, diagnostic.column, index], item: item)
        }
        return keyed.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { Self.withExcerpt($0.item) }
    }

    private func add(
        _ severity: Diagnostic.Severity, _ message: String, at span: Span, help: String?,
        note: (message: String, span: Span)?
    ) {
        guard found.count < Self.limit else {
            if found.count == Self.limit {
                error("more than \(Self.limit) mistakes; the others are not shown", inFile: span.source.path)
            }
            return
        }
        let place = span.source.position(of: span.range.lowerBound)
        // Words of the configuration stand in these texts; what a terminal would obey must not.
        var diagnostic = Diagnostic(
            severity: severity, file: span.source.path, line: place.line, column: place.column,
            length: span.source.length(of: span.range), message: message.printable, help: help?.printable)
        diagnostic.notes = note.map { [Self.note($0.message, at: $0.span)] } ?? []
        found.append((diagnostic, span.source))
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
