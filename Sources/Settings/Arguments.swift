import Formats
import Values

/// The words after a directive's name, taken one after the other; each mistake is reported at its place.
struct Arguments {
    let directive: Directive
    private let place: Vocabulary.Place
    private let context: ParseContext
    private var rest: ArraySlice<Token>
    private(set) var hasFailed = false

    init(of directive: Directive, in place: Vocabulary.Place, context: ParseContext) {
        self.directive = directive
        self.place = place
        self.context = context
        rest = directive.words[...]
    }

    private var usage: String {
        let entry = Vocabulary.entry(directive.name.text, in: place)
        return "usage: \(entry?.usage(beginningWith: directive.words.first?.text) ?? directive.name.text)"
    }

    var next: Token? { rest.first }

    /// Takes the next word, which must be there.
    mutating func word() -> Token? {
        guard let word = rest.popFirst() else {
            if !hasFailed {
                let name = directive.name
                context.findings.error("incomplete '\(name.text)'", at: name.span, help: usage)
            }
            hasFailed = true
            return nil
        }
        return word
    }

    /// Takes the next word if it is this one, unquoted.
    mutating func skip(_ word: String) -> Bool {
        guard let next, next.isUnquoted(word) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a word that must be one of `choices`.
    mutating func choice(of choices: [String]) -> String? {
        guard let word = word() else { return nil }
        if choices.contains(word.text) { return word.text }
        let list = choices.map { "'\($0)'" }
        let all = list.count > 1 ? list.dropLast().joined(separator: ", ") + " or " + (list.last ?? "") : list.joined()
        fail(
            "expected \(all), got \(word.shown)", at: word.span,
            help: Suggestion.help(for: word.isHidden ? "" : word.text, among: choices) ?? usage)
        return nil
    }

    /// Takes a word that must be one of the cases of a type.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> Choice? {
        choice(of: type.allCases.map(\.rawValue)).flatMap(Choice.init)
    }

    mutating func value<Value>(_ read: (String) throws(Misreading) -> Value) -> Value? {
        guard let word = word() else { return nil }
        do throws(Misreading) {
            return try read(word.text)
        } catch {
            report(error, word, read)
            return nil
        }
    }

    private mutating func report<Value>(
        _ error: Misreading, _ word: Token, _ read: (String) throws(Misreading) -> Value
    ) {
        switch error {
        case .expected(let what, let help):
            // `5 min` is meant as one quantity.
            let joined = next.map { Token.joining(word, $0) } ?? word
            let misreading = Result { () throws(Misreading) in try read(joined.text) }
            if joined.text.count < 20, case .failure(.expected(_, let betterHelp?)) = misreading {
                fail("expected \(what), got \(joined.shown)", at: joined.span, help: betterHelp)
            } else {
                fail("expected \(what), got \(word.shown)", at: word.span, help: help)
            }
        case .refused(let message, let help):
            fail(message, at: word.span, help: help)
        }
    }

    /// Takes a field such as `.documentId`.
    mutating func field() -> FieldPath? {
        guard let word = word() else { return nil }
        return field(word)
    }

    mutating func field(_ word: Token) -> FieldPath? {
        if let path = FieldPath(word.text) { return path }
        let bare = word.text.filter { $0 != "{" && $0 != "}" }
        fail(
            "expected a field such as '.documentId', got \(word.shown)", at: word.span,
            help: FieldPath(bare).map { "without braces: '\($0)'" })
        return nil
    }

    /// Takes networks to the end of the line; at least one.
    mutating func networks() -> [Network] {
        var networks: [Network] = []
        repeat {
            value(Address.network).map { networks.append($0) }
        } while next != nil && !hasFailed
        return networks
    }

    /// Takes words with commas between them.
    mutating func list(of what: String) -> [Token] {
        var items: [Token] = []
        var comma: Token?
        while let word = next, items.isEmpty || comma != nil || word.isUnquoted(",") {
            rest.removeFirst()
            if !word.isUnquoted(",") {
                items.append(word)
                comma = nil
            } else {
                if items.isEmpty || comma != nil { fail("expected \(what) before ','", at: word.span) }
                comma = word
            }
        }
        if let comma { fail("expected \(what) after ','", at: comma.span) } else if items.isEmpty { _ = word() }
        return items
    }

    /// All words that are left; at least one.
    mutating func remaining() -> [Token] {
        guard let first = word() else { return [] }
        defer { rest = [] }
        return [first] + rest
    }

    mutating func skipAll() { rest = [] }

    /// Reports a word that is left.
    func end() {
        guard let word = rest.first, !hasFailed else { return }
        context.findings.error("unexpected word \(word.shown)", at: word.span, help: usage)
    }

    /// Reports a mistake; what follows in the line is ignored.
    mutating func fail(_ message: String, at span: Span, help: String? = nil) {
        context.findings.error(message, at: span, help: help)
        hasFailed = true
    }

    func warn(_ message: String, at span: Span, help: String? = nil) {
        context.findings.warning(message, at: span, help: help)
    }
}
