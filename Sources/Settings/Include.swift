/// Reads files into trees, and replaces each `include` by the content of its files.
struct Include {
    /// Far more than people write; it also bounds endless files.
    static let longestFile = 4 << 20
    private static let maximumDepth = 8
    private static let maximumFiles = 10_000

    private let context: ParseContext
    private var fileCount = 0
    private var findings: Findings { context.findings }

    init(context: ParseContext) {
        self.context = context
    }

    /// The directives of a file and of its includes, as far as they could be read; `parents` include it, the outermost
    /// first.
    mutating func directives(of path: String, _ bytes: [UInt8], parents: [String] = []) -> [Directive] {
        let source = SourceFile(path: path, bytes: bytes)
        findings.add(source)
        guard checkText(bytes, source) else { return [] }
        let lines = Lexer.lines(of: source, findings: findings)
        let parsed = Parser.directives(in: lines, findings: findings)
        return expanded(parsed, in: .top, parents: parents + [path])
    }

    /// Replaces the `include` directives of a block.
    private mutating func expanded(
        _ directives: [Directive], in place: Vocabulary.Place, parents: [String]
    ) -> [Directive] {
        var expanded: [Directive] = []
        for var directive in directives {
            if directive.name.text == "include", directive.block == nil, Vocabulary.entry("include", in: place) != nil {
                expanded += included(by: directive, in: place, parents: parents)
            } else {
                if directive.name.text == "endpoint", let inner = directive.block?.directives {
                    directive.block?.directives = self.expanded(inner, in: .endpoint, parents: parents)
                }
                expanded.append(directive)
            }
        }
        return expanded
    }

    private mutating func included(
        by directive: Directive, in place: Vocabulary.Place, parents: [String]
    ) -> [Directive] {
        var arguments = Arguments(of: directive, in: place, context: context)
        guard let word = arguments.word() else { return [] }
        arguments.end()
        guard !word.text.isEmpty, !word.text.utf8.contains(0) else {
            findings.error("the path is empty", at: word.span, help: "usage: include GLOB")
            return []
        }
        var directives: [Directive] = []
        for path in paths(named: word) { directives += content(of: path, word, parents: parents) }
        return directives
    }

    /// A name with `*`, `?` or `[` may match nothing; any other file must exist.
    private func paths(named word: Token) -> [String] {
        let directory = word.text.hasPrefix("/") ? "" : ParseContext.directory(of: word.span.source.path)
        let name = word.text.hasPrefix("/") ? word.text : ParseContext.join("", word.text)
        guard word.text.contains(where: { "*?[".contains($0) }) else {
            return [word.text.hasPrefix("/") ? name : ParseContext.join(directory, name)]
        }
        // The directory is not a pattern, whatever it is called.
        let escaped = directory.escapedForGlob
        let paths = context.paths(matching: directory.isEmpty ? name : ParseContext.join(escaped, name))
        checkDirectories(of: paths, word)
        return paths
    }

    /// With a pattern, a user who can write the directory decides what is read.
    private func checkDirectories(of paths: [String], _ word: Token) {
        for directory in Set(paths.map { ParseContext.directory(of: $0) }).sorted() {
            let path = directory.isEmpty ? "." : directory
            guard case .success(let status) = context.status(path) else { continue }
            context.judge(status.ownership, as: .obeyed, "directory", path, at: word.span)
        }
    }

    private mutating func content(of path: String, _ word: Token, parents: [String]) -> [Directive] {
        fileCount += 1
        guard !parents.contains(path) else {
            return refuse("\(word.shown(as: path)) includes itself", word, help: "remove the 'include'")
        }
        guard parents.count < Self.maximumDepth, fileCount <= Self.maximumFiles else {
            return refuse(
                "too many files include each other", word,
                help: "at most \(Self.maximumDepth) deep, and \(Self.maximumFiles) in all")
        }
        switch context.read(path, limit: Self.longestFile) {
        case .failure(let problem):
            return refuse("cannot read \(word.shown(as: path)): \(problem)", word, help: nil)
        case .success(let content):
            context.judge(content.ownership, as: .obeyed, "include", path, at: word.span)
            return directives(of: path, content.bytes, parents: parents)
        }
    }

    private func refuse(_ message: String, _ word: Token, help: String?) -> [Directive] {
        findings.error(message, at: word.span, help: help)
        return []
    }

    /// Reports NUL bytes once, and does not read the file then; reports invalid UTF-8 once a line.
    private func checkText(_ bytes: [UInt8], _ source: SourceFile) -> Bool {
        if let offset = source.bytes.firstIndex(of: 0) {
            findings.error(
                "NUL byte", at: Span(source: source, range: offset..<offset + 1), help: "this may not be a text file")
            return false
        }
        var line = 0
        for content in bytes.split(separator: .lineFeed, omittingEmptySubsequences: false) {
            line += 1
            guard String(validating: content, as: UTF8.self) == nil else { continue }
            source.offset(ofReplacementInLine: line).map { offset in
                findings.error(
                    "invalid UTF-8", at: Span(source: source, range: offset..<offset + 3),
                    help: "save the file as UTF-8")
            }
        }
        return true
    }
}
