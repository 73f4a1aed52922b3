/// Reads files into trees, and puts what `include` names in its place.
struct Include {
    /// A configuration is text that people write; this also ends the reading of what never ends.
    static let longestFile = 4 << 20
    private static let maximumDepth = 8
    private static let maximumFiles = 10_000

    private let reading: Reading
    private var fileCount = 0
    private var findings: Findings { reading.findings }

    init(reading: Reading) {
        self.reading = reading
    }

    /// The directives of a file, those of its includes among them.
    ///
    /// - Parameters:
    ///   - path: as the user wrote it.
    ///   - bytes: its content.
    ///   - parents: the files that include it, the outermost first.
    /// - Returns: what could be read of it.
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
        var arguments = Arguments(of: directive, in: place, reading: reading)
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

    /// A name with `*`, `?` or `[` may match nothing; another one must be there.
    private func paths(named word: Token) -> [String] {
        let directory = word.text.hasPrefix("/") ? "" : Reading.directory(of: word.span.source.path)
        let name = word.text.hasPrefix("/") ? word.text : Reading.join("", word.text)
        guard word.text.contains(where: { "*?[".contains($0) }) else {
            return [word.text.hasPrefix("/") ? name : Reading.join(directory, name)]
        }
        // The directory is taken letter for letter, whatever it is called.
        let escaped = directory.escapedForGlob
        let paths = reading.paths(matching: directory.isEmpty ? name : Reading.join(escaped, name))
        checkDirectories(of: paths, word)
        return paths
    }

    /// With a pattern, who can write the directory decides what is read.
    private func checkDirectories(of paths: [String], _ word: Token) {
        for directory in Set(paths.map { Reading.directory(of: $0) }).sorted() {
            let path = directory.isEmpty ? "." : directory
            guard case .success(let status) = reading.status(path) else { continue }
            reading.judge(status.ownership, as: .obeyed, "directory", path, at: word.span)
        }
    }

    private mutating func content(of path: String, _ word: Token, parents: [String]) -> [Directive] {
        fileCount += 1
        guard !parents.contains(path) else {
            return refuse("\(word.shown(as: path)) includes itself", word, help: "it is being read already")
        }
        guard parents.count < Self.maximumDepth, fileCount <= Self.maximumFiles else {
            return refuse(
                "too many files include each other", word,
                help: "at most \(Self.maximumDepth) deep, and \(Self.maximumFiles) in all")
        }
        switch reading.read(path, limit: Self.longestFile) {
        case .failure(let problem):
            return refuse("cannot read \(word.shown(as: path)): \(problem)", word, help: nil)
        case .success(let content):
            reading.judge(content.ownership, as: .obeyed, "include", path, at: word.span)
            return directives(of: path, content.bytes, parents: parents)
        }
    }

    private func refuse(_ message: String, _ word: Token, help: String?) -> [Directive] {
        findings.error(message, at: word.span, help: help)
        return []
    }

    /// Reports what is no text: once for a file with NUL bytes, which is then not read, once a line for invalid UTF-8.
    private func checkText(_ bytes: [UInt8], _ source: SourceFile) -> Bool {
        if let offset = source.bytes.firstIndex(of: 0) {
            findings.error(
                "a NUL byte", at: Span(source: source, range: offset..<offset + 1), help: "is this a text file?")
            return false
        }
        var line = 0
        for content in bytes.split(separator: .lineFeed, omittingEmptySubsequences: false) {
            line += 1
            guard String(validating: content, as: UTF8.self) == nil else { continue }
            source.offset(ofReplacementInLine: line).map { offset in
                findings.error(
                    "this is not UTF-8", at: Span(source: source, range: offset..<offset + 3),
                    help: "save the file as UTF-8")
            }
        }
        return true
    }
}
