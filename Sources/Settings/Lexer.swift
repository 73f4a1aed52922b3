/// Splits a file into lines of words.
///
/// Words are separated by spaces and tabs. `#` where a word could begin starts a comment. A backslash before the line's end
/// joins lines. `"quoted words"` take `\"`, `\\`, `\n`, `\t`, and leave `\{` to `CommandTemplate`. After a mistake
/// it continues, at the latest on the next line.
struct Lexer {
    private let source: SourceFile
    private let findings: Findings
    private var offset = 0
    /// Whether commas are words: in a list, which ends at a word that no comma precedes.
    private var list = List.none

    private enum List {
        case none, beforeItem, afterItem
    }

    /// The lines that hold at least one word.
    static func lines(of source: SourceFile, findings: Findings) -> [[Token]] {
        var lexer = Lexer(source: source, findings: findings)
        var lines: [[Token]] = []
        while let line = lexer.nextLine() {
            if !line.isEmpty { lines.append(line) }
        }
        return lines
    }

    private init(source: SourceFile, findings: Findings) {
        self.source = source
        self.findings = findings
    }

    private mutating func nextLine() -> [Token]? {
        guard offset < source.bytes.count else { return nil }
        let start = offset
        var tokens: [Token] = []
        list = .none
        while let token = nextToken() {
            tokens.append(token)
            if Self.beginsList(tokens.drop { $0.isUnquoted("}") }) { list = .beforeItem }
        }
        checkLastWord(tokens.last)
        let end = offset
        offset += lineEnd(at: offset) ?? 0
        return Confidential.hideSecrets(in: tokens, of: Span(source: source, range: start..<end))
    }

    /// Whether a list follows these first words of a directive.
    private static func beginsList(_ words: ArraySlice<Token>) -> Bool {
        guard let name = words.first?.text, let last = words.last else { return false }
        return switch (name, words.count) {
        case ("on", 1): true
        case ("when", 3), ("when", 4):
            last.isUnquoted("in") && (words.count == 4) == words.dropFirst().first?.isUnquoted("not")
        case ("alert", 4): last.isUnquoted("on")
        case ("duplicates", 4): last.isUnquoted("by")
        default: false
        }
    }

    private mutating func nextToken() -> Token? {
        skipBlanks()
        guard !isAtLineEnd else { return nil }
        guard current != UInt8(ascii: "#") else {
            while !isAtLineEnd { offset += 1 }
            return nil
        }
        if list != .none, current == .comma {
            list = .beforeItem
            offset += 1
            return Token(text: ",", isQuoted: false, span: span(from: offset - 1, to: offset))
        }
        list = list == .beforeItem ? .afterItem : .none
        return word()
    }

    private mutating func word() -> Token {
        let start = offset
        let singleQuoted = singleQuotedText()
        let isQuoted = singleQuoted != nil || current == .quote
        var text = singleQuoted ?? []
        var mustReport = singleQuoted == nil
        while !isAtWordEnd {
            if mustReport, offset > start, isQuoted || current == .quote {
                reportQuoteInside(isQuoted: isQuoted)
                mustReport = false
            }
            if current == .quote {
                text += quotedText()
            } else {
                checkControlCharacter()
                text.append(current)
                offset += 1
            }
        }
        let token = Token(
            text: String(decoding: text, as: UTF8.self), isQuoted: isQuoted, span: span(from: start, to: offset))
        if !isQuoted { checkCharacters(of: token) }
        return token
    }

    private mutating func quotedText() -> [UInt8] {
        let start = offset
        var text: [UInt8] = []
        offset += 1
        while !isAtLineEnd, current != .quote {
            if current == .backslash {
                text += escapedText()
            } else {
                checkControlCharacter()
                text.append(current)
                offset += 1
            }
        }
        guard !isAtLineEnd else {
            findings.error(
                "missing closing quote", at: span(from: start, to: offset),
                help: "a quoted word ends with '\"' on the same line")
            return withoutBrace(text, from: start)
        }
        offset += 1
        return text
    }

    /// Reports single quotes, and reads what they enclose as one word.
    private mutating func singleQuotedText() -> [UInt8]? {
        guard current == .singleQuote else { return nil }
        var end = offset + 1
        while lineEnd(at: end) == nil, source.bytes[end] != .singleQuote { end += 1 }
        guard lineEnd(at: end) == nil else { return nil }
        findings.error(
            "single quotes do not quote a word", at: span(from: offset, to: end + 1), help: #"use "double quotes""#)
        defer { offset = end + 1 }
        return Array(source.bytes[(offset + 1)..<end])
    }

    private mutating func escapedText() -> [UInt8] {
        if isAtJoin {
            skipJoin()
            return []
        }
        let start = offset
        let escaped = source.bytes[offset + 1]
        offset += 2
        switch escaped {
        case .quote, .backslash: return [escaped]
        case UInt8(ascii: "n"): return [.lineFeed]
        case UInt8(ascii: "t"): return [.tab]
        // A placeholder's brace is undone later, when placeholders are read.
        case UInt8(ascii: "{"): return [.backslash, escaped]
        default:
            offset = start + 1
            findings.error(
                "unknown escape in a quoted word", at: span(from: start, to: start + 2),
                help: #"the escapes are \" \\ \n \t and \{"#)
            return [.backslash]
        }
    }

    /// Without a closing quote the word includes the `{` of its line: returned to the input, the block's lines are still read.
    private mutating func withoutBrace(_ text: [UInt8], from start: Int) -> [UInt8] {
        guard text.suffix(2) == [0x20, UInt8(ascii: "{")] else { return text }
        offset -= 2
        return Array(text.dropLast(2))
    }
}

extension Lexer {
    private var current: UInt8 { source.bytes[offset] }

    private var isAtLineEnd: Bool { lineEnd(at: offset) != nil }

    private var isAtWordEnd: Bool {
        isAtLineEnd || current.isBlank || isAtJoin || list == .afterItem && current == .comma
    }

    private var isAtJoin: Bool {
        offset < source.bytes.count && current == .backslash && lineEnd(at: offset + 1) != nil
    }

    /// The length of the line end at `offset`: LF, CR LF, or 0 at the end of the file; nil if there is none.
    private func lineEnd(at offset: Int) -> Int? {
        let bytes = source.bytes
        guard offset < bytes.count else { return 0 }
        if bytes[offset] == .lineFeed { return 1 }
        guard bytes[offset] == .carriageReturn, offset + 1 < bytes.count, bytes[offset + 1] == .lineFeed else {
            return nil
        }
        return 2
    }

    private mutating func skipBlanks() {
        while !isAtLineEnd {
            if isAtJoin {
                skipJoin()
            } else if current.isBlank {
                offset += 1
            } else {
                return
            }
        }
    }

    private mutating func skipJoin() {
        offset += 1
        offset += lineEnd(at: offset) ?? 0
    }

    private func span(from start: Int, to end: Int) -> Span {
        Span(source: source, range: start..<min(end, source.bytes.count))
    }
}

// What it rejects. These messages never quote a word, which may be part of a secret.
extension Lexer {
    private func reportQuoteInside(isQuoted: Bool) {
        let here = span(from: offset, to: offset + 1)
        if isQuoted {
            findings.error(
                "expected white space after the closing quote", at: here, help: #"write \" for a quote inside quotes"#)
        } else {
            findings.error(
                "quote in the middle of a word", at: here, help: #"quote the whole word: "--title=two words""#)
        }
    }

    private func checkControlCharacter() {
        guard current < 0x20 && current != .tab || current == 0x7F else { return }
        let code = String(current, radix: 16, uppercase: true)
        findings.error(
            "control character (U+\(String(repeating: "0", count: 4 - code.count))\(code))",
            at: span(from: offset, to: offset + 1), help: "remove it")
    }

    private func checkCharacters(of token: Token) {
        guard let first = token.text.first else { return }
        if first == "'" || "\u{2018}\u{2019}\u{201C}\u{201D}\u{201E}\u{AB}".contains(first) {
            let kind = first == "'" ? "single" : "typographic"
            findings.error("\(kind) quotes do not quote a word", at: token.span, help: #"use "double quotes""#)
        }
        guard let blank = token.text.firstIndex(where: \.isDisguisedBlank) else { return }
        let code = token.text[blank].unicodeScalars.first.map { String($0.value, radix: 16, uppercase: true) } ?? ""
        findings.error(
            "non-ASCII white space (U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code))",
            at: token.part(blank..<token.text.index(after: blank)).span,
            help: "replace it by a space, or quote the word")
    }

    private func checkLastWord(_ token: Token?) {
        guard let token, token.isUnquoted("\\") else { return }
        findings.error(
            "a backslash only joins lines as the last character of a line", at: token.span,
            help: "remove what follows it")
    }
}

extension Character {
    /// Non-ASCII white space or an invisible character, usually pasted from a web page.
    fileprivate var isDisguisedBlank: Bool {
        guard !isASCII else { return false }
        return isWhitespace || "\u{200B}\u{200E}\u{200F}\u{2060}\u{FEFF}".contains(self)
            || unicodeScalars.contains { (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value) }
    }
}

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let singleQuote = UInt8(ascii: "'")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let tab = UInt8(ascii: "\t")

    fileprivate var isBlank: Bool { self == .tab || self == 0x20 }
}
