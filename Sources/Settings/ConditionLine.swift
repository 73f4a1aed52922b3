import Formats
import Values

/// Reads a `when` line.
struct ConditionLine {
    /// How other languages write what is meant.
    private static let otherOperators = [
        "==": "did you mean '='?", "===": "did you mean '='?", "is": "did you mean '='?", "eq": "did you mean '='?",
        "<>": "did you mean '!='?", "!==": "did you mean '!='?", "ne": "did you mean '!='?",
        "lt": "did you mean '<'?", "gt": "did you mean '>'?", "<=": "write 'when not FIELD > NUMBER'",
        ">=": "write 'when not FIELD < NUMBER'", "=~": "did you mean '~'?", "matches": "did you mean '~'?",
        "contains": "did you mean '~'?", "!~": "write 'when not FIELD ~ PATTERN'",
        "not": "'not' precedes the field", "exist": "did you mean 'exists'?",
    ]

    private enum Operator: String, CaseIterable {
        case equals = "="
        case differs = "!="
        case isBelow = "<"
        case isAbove = ">"
        case contains = "~"
        case isOneOf = "in"
        case exists
    }

    let context: ParseContext
    let name: Token

    /// Takes all arguments; nil after a mistake.
    func read(_ arguments: inout Arguments) -> Condition? {
        let isNegated = arguments.skip("not")
        guard let field = field(&arguments), let question = question(&arguments) else { return nil }
        return Condition(field, question, isNegated: isNegated, place: name.span.line)
    }

    private func field(_ arguments: inout Arguments) -> FieldPath? {
        guard let word = arguments.word() else { return nil }
        guard FieldPath(word.text) != nil || !word.text.contains(where: { "=<>~!".contains($0) }) else {
            arguments.fail(
                "expected a field such as '.documentId', got \(word.shown)", at: word.span,
                help: "put spaces around the operator")
            return nil
        }
        return arguments.field(word)
    }

    private func question(_ arguments: inout Arguments) -> Condition.Question? {
        if let word = arguments.next, let help = Self.otherOperators[word.text] {
            arguments.fail("unknown operator \(word.shown)", at: word.span, help: help)
            return nil
        }
        switch arguments.choice(of: Operator.self) {
        case .equals: return comparand(&arguments).map(Condition.Question.equals)
        case .differs: return comparand(&arguments).map(Condition.Question.differs)
        case .isBelow: return arguments.value(Quantity.number).map(Condition.Question.isBelow)
        case .isAbove: return arguments.value(Quantity.number).map(Condition.Question.isAbove)
        case .contains: return pattern(&arguments).map(Condition.Question.contains)
        case .isOneOf:
            let comparands = arguments.list(of: "a value").map { comparand($0, arguments) }
            return comparands.isEmpty ? nil : .isOneOf(comparands)
        case .exists: return .exists
        case nil: return nil
        }
    }

    private func comparand(_ arguments: inout Arguments) -> Condition.Comparand? {
        guard let word = arguments.word() else { return nil }
        return comparand(word, arguments)
    }

    private func comparand(_ word: Token, _ arguments: Arguments) -> Condition.Comparand {
        if word.isUnquoted("null") {
            arguments.warn(
                "'null' is the text 'null' here", at: word.span,
                help: "'when not FIELD exists' matches null and a missing field")
        }
        if let field = CommandTemplate.Word(word.text).fields.first {
            arguments.warn(
                "placeholders only work in 'run': this is compared literally", at: word.span,
                help: #"write '\{\#(field.description.dropFirst())}' if that is intended"#)
        }
        return Condition.Comparand(word.text.replacing("\\{", with: "{"))
    }

    private func pattern(_ arguments: inout Arguments) -> Pattern? {
        guard let word = arguments.word() else { return nil }
        do throws(Pattern.Mistake) {
            return try Pattern(word.text)
        } catch {
            arguments.fail("invalid pattern: \(error.reason)", at: place(of: error, in: word), help: error.help)
            return nil
        }
    }

    /// Offsets are only known in a word without quotes: others may have escapes.
    private func place(of mistake: Pattern.Mistake, in word: Token) -> Span {
        let scalars = word.text.unicodeScalars
        guard !word.isQuoted, mistake.offset > 0, mistake.offset < scalars.count else { return word.span }
        let start = scalars.index(scalars.startIndex, offsetBy: mistake.offset)
        return word.part(start..<scalars.index(after: start)).span
    }
}
