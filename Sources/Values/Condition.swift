package import Formats

/// A condition on a payload: one line of `when`.
package struct Condition: Sendable, Equatable {
    /// A text of the configuration that values are compared with.
    package struct Comparand: Sendable, Equatable {
        package let text: String
        private let number: DecimalNumber?

        package init(_ text: String) {
            self.text = text
            number = DecimalNumber(text)
        }

        /// Compares numbers by value, everything else byte by byte.
        func equals(_ value: JSONValue) -> Bool {
            if case .number(let other) = value, let number { return DecimalNumber(ofJSON: other) == number }
            return value.scalar.map { $0.hasBytes(of: text) } ?? false
        }
    }

    /// What a field's value must be. Null is the same as a missing field.
    package enum Question: Sendable, Equatable {
        case exists
        case equals(Comparand)
        /// The opposite of `equals`: true without a value.
        case differs(Comparand)
        case isOneOf([Comparand])
        /// A number below this one.
        case isBelow(DecimalNumber)
        /// A number above this one.
        case isAbove(DecimalNumber)
        case contains(Pattern)
    }

    package let field: FieldPath
    package let question: Question
    /// `not`.
    package let isNegated: Bool
    /// `hookrunner.conf:12`, for messages.
    package var place: String

    package init(_ field: FieldPath, _ question: Question, isNegated: Bool = false, place: String = "") {
        self.field = field
        self.question = question
        self.isNegated = isNegated
        self.place = place
    }

    package func holds(for payload: JSONValue) -> Bool {
        let value = field.value(in: payload)
        let isThere = if case .null? = value { false } else { value != nil }
        return question.isAnsweredYes(by: isThere ? value : nil) != isNegated
    }
}

extension Condition.Question {
    /// `value` is nil where there is none, or null.
    fileprivate func isAnsweredYes(by value: JSONValue?) -> Bool {
        // The opposite of `=` in every case.
        if case .differs(let comparand) = self { return !Self.equals(comparand).isAnsweredYes(by: value) }
        guard let value else { return false }
        switch self {
        case .exists: return true
        case .equals(let comparand): return comparand.equals(value)
        case .differs: return false
        case .isOneOf(let comparands): return comparands.contains { $0.equals(value) }
        case .isBelow(let bound): return value.decimal.map { $0 < bound } ?? false
        case .isAbove(let bound): return value.decimal.map { $0 > bound } ?? false
        case .contains(let pattern): return value.scalar.map(pattern.isFound(in:)) ?? false
        }
    }
}

extension JSONValue {
    fileprivate var decimal: DecimalNumber? {
        guard case .number(let text) = self else { return nil }
        return DecimalNumber(ofJSON: text)
    }
}

extension Condition: CustomStringConvertible {
    /// Similar to the configuration: `not .ref = "refs/heads/main"`.
    package var description: String { text(value: \.quoted, pattern: { $0 }) }

    /// The same with comparands and patterns as these functions write them.
    package func text(value: (String) -> String, pattern: (String) -> String) -> String {
        let question =
            switch question {
            case .exists: "exists"
            case .equals(let comparand): "= \(value(comparand.text))"
            case .differs(let comparand): "!= \(value(comparand.text))"
            case .isOneOf(let comparands): "in \(comparands.map { value($0.text) }.joined(separator: ", "))"
            case .isBelow(let bound): "< \(bound.text)"
            case .isAbove(let bound): "> \(bound.text)"
            case .contains(let expression): "~ \(pattern(expression.text))"
            }
        return "\(isNegated ? "not " : "")\(field) \(question)"
    }
}

extension String {
    fileprivate var quoted: String { JSONValue.string(self).text }
}
