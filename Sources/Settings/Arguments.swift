import Formats
import Values

/// The words after a directive's name, taken one after the other; every mistake is reported where it stands.
struct Arguments {
    private let name: Token
    private let usage: String
    private let reading: Reading
    private(set) var rest: ArraySlice<Token>
    private(set) var hasFailed = false

    init(of directive: Directive, in place: Vocabulary.Place, reading: Reading) {
        let entry = Vocabulary.entry(directive.name.text, in: place)
        usage = entry?.usage(beginningWith: directive.words.first?.text) ?? directive.name.text
        name = directive.name
        rest = directive.words[...]
        self.reading = reading
    }

    /// The next word, if there is one.
    var next: Token? { rest.first }

    /// Takes the next word, which must be there.
    mutating func word() -> Token? {
        guard let word = rest.popFirst() else {
            if !hasFailed {
                reading.findings.error("'\(name.text)' is not complete", at: name.span, help: "usage: \(usage)")
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
            help: Suggestion.help(for: word.isHidden ? "" : word.text, among: choices) ?? "usage: \(usage)")
        return nil
    }

    /// Takes a word that must be one of the cases of a type.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(of type: Choice.Type) -> Choice? {
        choice(of: type.allCases.map(\.rawValue)).flatMap(Choice.init)
    }

    /// Takes a word and makes a value of it.
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
            // `5 min` is one quantity to a person.
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

    /// Reads a word that names a field.
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

    /// Takes words that are separated by commas, up to a word that no comma joins to them.
    mutating func list(of what: String) -> [Token] {
        var items: [Token] = []
        var comma: Token?
        while let word = next, items.isEmpty && comma == nil || comma != nil || word.startsWithComma {
            rest.removeFirst()
            comma = takeItems(of: word, after: comma, into: &items, what)
        }
        if let comma {
            fail("expected \(what) after ','", at: comma.span)
        } else if items.isEmpty {
            _ = word()
        }
        return items
    }

    /// All words that are left; at least one.
    mutating func remaining() -> [Token] {
        guard let first = word() else { return [] }
        defer { rest = [] }
        return [first] + rest
    }

    /// Nothing may be left.
    func end() {
        guard let word = rest.first, !hasFailed else { return }
        reading.findings.error("unexpected word \(word.shown)", at: word.span, help: "usage: \(usage)")
    }

    /// Reports a mistake of this directive; what follows in the line is not looked at.
    mutating func fail(_ message: String, at span: Span, help: String? = nil) {
        reading.findings.error(message, at: span, help: help)
        hasFailed = true
    }

    /// Reports what somebody should look at.
    func warn(_ message: String, at span: Span, help: String? = nil) {
        reading.findings.warning(message, at: span, help: help)
    }

    /// Takes apart one word of a list. Returns the comma that still waits for an item.
    private mutating func takeItems(
        of word: Token, after comma: Token?, into items: inout [Token], _ what: String
    ) -> Token? {
        guard !word.isQuoted else {
            items.append(word)
            return nil
        }
        var waiting = comma
        var start = word.text.startIndex
        var hasItem = comma == nil && !items.isEmpty
        while let at = word.text[start...].firstIndex(of: ",") {
            let after = word.text.index(after: at)
            waiting = word.part(at..<after)
            if start < at {
                items.append(word.part(start..<at))
            } else if !hasItem {
                fail("expected \(what) before ','", at: word.part(at..<after).span)
            }
            hasItem = false
            start = after
        }
        guard start < word.text.endIndex else { return waiting }
        items.append(word.part(start..<word.text.endIndex))
        return nil
    }
}

extension Token {
    fileprivate var startsWithComma: Bool { !isQuoted && text.hasPrefix(",") }
}
