/// A word of a configuration file.
struct Token {
    /// The word itself: quotes are gone and their escapes undone.
    let text: String
    /// A quoted word is never a brace, and its commas separate nothing.
    let isQuoted: Bool
    /// Where it stands, quotes included.
    let span: Span
    /// Whether it may be a secret, so that no message may show it.
    var isHidden = false

    /// How messages show it: in quotes, on one line, not endless.
    var shown: String {
        isHidden ? Self.hidden : text.quoted
    }

    private static let hidden = "<hidden>"

    /// How messages show a path that was made of it.
    func shown(as path: String) -> String {
        isHidden ? Self.hidden : path
    }

    /// Whether it is a brace, and not the quoted text.
    var isBrace: Bool { isUnquoted("{") || isUnquoted("}") }

    /// Whether it is this brace or comma, and not the quoted text.
    func isUnquoted(_ mark: String) -> Bool {
        !isQuoted && text == mark
    }

    /// Two neighbours as the one word that was meant.
    static func joining(_ first: Token, _ second: Token) -> Token {
        let range = first.span.range.lowerBound..<second.span.range.upperBound
        var joined = Token(
            text: "\(first.text) \(second.text)", isQuoted: false, span: Span(source: first.span.source, range: range))
        joined.isHidden = first.isHidden || second.isHidden
        return joined
    }

    /// A part of an unquoted word, as a word of its own.
    func part(_ range: Range<String.Index>) -> Token {
        let start = span.range.lowerBound + text.utf8.distance(from: text.startIndex, to: range.lowerBound)
        let length = text.utf8.distance(from: range.lowerBound, to: range.upperBound)
        var part = Token(
            text: String(text[range]), isQuoted: isQuoted,
            span: Span(source: span.source, range: start..<start + length))
        part.isHidden = isHidden
        return part
    }
}

extension String {
    /// In single quotes, and not endless.
    var quoted: String { "'\(count > 60 ? "\(prefix(57))..." : self)'" }
}
