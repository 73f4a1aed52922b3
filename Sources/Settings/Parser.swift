/// Builds a tree of directives from lines of words. A misplaced brace is reported once and then ignored.
struct Parser {
    /// The language needs three.
    private static let maximumDepth = 16

    /// A brace at the end of one of these was meant as a word.
    private static let takesAnyWord = ["run", "env"]

    /// An open block.
    private struct Frame {
        let header: [Token]
        let opening: Token
        var directives: [Directive] = []
    }

    private let findings: Findings
    private var top: [Directive] = []
    private var open: [Frame] = []
    /// The last `}` at the end of a line, where it is a word, perhaps not as intended.
    private var trailingBrace: Token?

    static func directives(in lines: [[Token]], findings: Findings) -> [Directive] {
        var parser = Parser(findings: findings)
        for line in lines {
            guard parser.open.count < maximumDepth else {
                parser.reportDepth()
                break
            }
            parser.take(line[...])
        }
        parser.closeAll()
        return parser.top
    }

    private init(findings: Findings) {
        self.findings = findings
    }

    private mutating func take(_ line: ArraySlice<Token>) {
        guard let first = line.first, let last = line.last else { return }
        if first.isUnquoted("}") {
            takeClosing(line)
        } else if last.isUnquoted("{"), line.count > 1, Self.takesAnyWord.contains(first.text) {
            findings.error(
                "'\(first.text)' does not open a block", at: last.span, help: #"write "{" for a brace as the last word"#
            )
            if let directive = Self.directive(line.dropLast()) { add(directive) }
        } else if last.isUnquoted("{") {
            closeBlocks(forgottenBefore: first)
            openBlock(line.dropLast(), at: last)
        } else if let brace = Self.braceOfOneLineBlock(line) {
            findings.error(
                "a block cannot be on one line", at: line[brace].span,
                help: "end the line after '{', and put '}' on its own line")
            let inner = line[(brace + 1)...].dropLast()
            let block = Block(opening: line[brace], directives: Self.directive(inner).map { [$0] } ?? [])
            add(Directive(name: first, words: Array(line[..<brace].dropFirst()), block: block))
        } else {
            if last.isUnquoted("}") { trailingBrace = last }
            if let directive = Self.directive(line) { add(directive) }
        }
    }

    private mutating func takeClosing(_ line: ArraySlice<Token>) {
        let rest = line.drop { $0.isUnquoted("}") }
        for brace in line[..<rest.startIndex] { close(brace) }
        guard let second = line.dropFirst().first else { return }
        findings.error("expected the end of the line after '}'", at: second.span, help: "start a new line")
        take(rest)
    }

    private mutating func openBlock(_ header: ArraySlice<Token>, at brace: Token) {
        if header.isEmpty {
            findings.error(
                "'{' on its own line", at: brace.span, help: "put it at the end of the line before")
            if let header = removeLastHeader() { open.append(Frame(header: header, opening: brace)) }
        } else {
            open.append(Frame(header: Array(header), opening: brace))
        }
    }

    /// No block contains an `endpoint`, and no hook an `on`: there, a brace is missing.
    private mutating func closeBlocks(forgottenBefore name: Token) {
        while let frame = open.last, name.text == "endpoint" || name.text == "on" && frame.header[0].text == "on" {
            open.removeLast()
            reportOpen(frame, (message: "'}' expected before this", span: name.span))
            finish(frame)
        }
    }

    private mutating func close(_ brace: Token) {
        guard let frame = open.popLast() else {
            findings.error(
                "unmatched '}'", at: brace.span,
                help: "remove it, or look above for a block that is closed too early")
            return
        }
        finish(frame)
    }

    private mutating func closeAll() {
        while let frame = open.popLast() {
            reportOpen(frame, nil)
            finish(frame)
        }
    }

    private func reportOpen(_ frame: Frame, _ next: (message: String, span: Span)?) {
        let opening = frame.opening.span
        let brace = trailingBrace.flatMap { $0.span.range.lowerBound > opening.range.lowerBound ? $0.span : nil }
        findings.error(
            "unclosed block", at: opening, help: "add '}' on its own line",
            note: brace.map { ("this '}' is a word: its line does not begin with it", $0) } ?? next)
    }

    private mutating func finish(_ frame: Frame) {
        guard var directive = Self.directive(frame.header[...]) else { return }
        directive.block = Block(opening: frame.opening, directives: frame.directives)
        add(directive)
    }

    private mutating func add(_ directive: Directive) {
        if open.isEmpty { top.append(directive) } else { open[open.count - 1].directives.append(directive) }
    }

    /// The words of the directive before a brace on its own line, if it can open a block.
    private mutating func removeLastHeader() -> [Token]? {
        let last = open.last?.directives.last ?? (open.isEmpty ? top.last : nil)
        guard let last, last.block == nil, Vocabulary.mayOpenBlock(last.name.text) else { return nil }
        if open.isEmpty { top.removeLast() } else { open[open.count - 1].directives.removeLast() }
        return [last.name] + last.words
    }

    private mutating func reportDepth() {
        guard let frame = open.last else { return }
        findings.error("blocks are nested too deeply", at: frame.opening.span)
        open.removeAll()
    }

    private static func directive(_ line: ArraySlice<Token>) -> Directive? {
        line.first.map { Directive(name: $0, words: Array(line.dropFirst())) }
    }

    /// The index of the brace of `on x { run ./y }`; nil where braces are words, as they are after `run`.
    private static func braceOfOneLineBlock(_ line: ArraySlice<Token>) -> Int? {
        guard let name = line.first?.text, let last = line.last, last.isUnquoted("}"),
            Vocabulary.mayOpenBlock(name),
            let brace = line.firstIndex(where: { $0.isUnquoted("{") })
        else { return nil }
        return line[..<brace].dropFirst().contains { $0.isUnquoted("run") } ? nil : brace
    }
}
