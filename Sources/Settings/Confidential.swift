/// Redacts lines that may hold secrets, before they are parsed.
///
/// Users paste secrets in the wrong place. A line about a secret shows only the words that cannot be one: the
/// directive, `file` or `env`, a path that looks like one, a variable's name that looks like one.
package enum Confidential {
    /// Marks the words of a line that may be secret, and hides their places in excerpts.
    static func hideSecrets(in tokens: [Token], of line: Span) -> [Token] {
        guard let shown = shownWords(of: tokens) else { return tokens.map(hidingPassword) }
        var marked = tokens
        for index in tokens.indices.dropFirst(shown) {
            marked[index].isHidden = true
            // Each word has a range of its own, so that one of them can be revealed.
            line.source.hide(tokens[index].span.range)
        }
        // A comment may hold an earlier secret.
        let end = tokens.last?.span.range.upperBound ?? line.range.lowerBound
        if end < line.range.upperBound { line.source.hide(end..<line.range.upperBound) }
        return marked
    }

    /// How many words of a line may be shown; nil for all of it.
    private static func shownWords(of tokens: [Token]) -> Int? {
        // A directive begins a line, or follows a misplaced brace.
        let starts = [0] + tokens.indices.filter { tokens[$0].isBrace }.map { $0 + 1 }
        return starts.lazy.compactMap { start in
            let words = tokens[start...].prefix(3).map(\.text)
            return shownWords(of: words).map { start + $0 }
        }.first
    }

    /// How many of the first words of a directive may be shown; nil for all.
    private static func shownWords(of words: [String]) -> Int? {
        guard let name = words.first else { return nil }
        if name == "env" { return words.count > 2 && namesSecret(words[1]) ? 2 : nil }
        guard namesSecret(name) || isMisspeltSecret(name) else { return nil }
        guard name.allSatisfy({ $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }) else { return 0 }
        guard words.count > 1, ["file", "env"].contains(words[1]) else { return 1 }
        guard words.count > 2 else { return 2 }
        return (words[1] == "file" ? looksLikePath(words[2]) : looksLikeVariable(words[2])) ? 3 : 2
    }

    private static func isMisspeltSecret(_ name: String) -> Bool {
        (4...8).contains(name.count) && Suggestion.distance(name.lowercased(), "secret") <= 2
    }

    /// Whether a directive or variable of that name is likely to hold a secret.
    package static func namesSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["secret", "password", "passwd", "token", "hmac", "credential", "key"].contains { name.contains($0) }
    }

    private static func looksLikePath(_ word: String) -> Bool {
        ["/", "./", "../"].contains { word.hasPrefix($0) }
    }

    private static func looksLikeVariable(_ word: String) -> Bool {
        word.count <= 64 && word.first?.isNumber == false
            && word.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber || $0 == "_") }
    }

    /// `scheme://user:password@host`, in any directive.
    private static func hidingPassword(_ token: Token) -> Token {
        guard token.text.contains("@"), token.text.contains("://") else { return token }
        token.span.source.hide(token.span.range)
        var hidden = token
        hidden.isHidden = true
        return hidden
    }
}
