/// A word of a configuration file.
struct Token {
    /// Without quotes, escapes undone.
    let text: String
    /// A quoted word is never a brace or a comma.
    let isQuoted: Bool
    /// Includes the quotes.
    let span: Span
    /// Whether it may be a secret, which no message shows.
    var isHidden = false

    /// As messages show it: in quotes, shortened.
    var shown: String {
        isHidden ? Self.hidden : text.quoted
    }

    private static let hidden = "<hidden>"

    /// As messages show a path that was made of it.
    func shown(as path: String) -> String {
        isHidden ? Self.hidden : path
    }

    var isBrace: Bool { isUnquoted("{") || isUnquoted("}") }

    /// Whether it is this word without quotes.
    func isUnquoted(_ mark: String) -> Bool {
        !isQuoted && text == mark
    }

    /// Two neighbours as one word.
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
    /// In single quotes, shortened.
    var quoted: String { "'\(count > 60 ? "\(prefix(57))..." : self)'" }
}
