/// The place of a value in a payload: `.documentId`, `.actor.name`, `.items[0].id`.
package struct FieldPath: Sendable, Hashable {
    /// One step from a value into it.
    package enum Step: Sendable, Hashable {
        /// Into the member of an object.
        case member(String)
        /// Into the item of an array, counted from 0.
        case item(Int)
    }

    /// The payload itself.
    package static let whole = FieldPath([])

    /// At least one, unless it is the payload itself.
    package let steps: [Step]

    /// Makes a path from its steps.
    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// Reads `.a.b[0]`, or `name` alone, which means `.name`; nil if the text is neither.
    ///
    /// Names are letters, digits, `_` and `-`; an index has at most nine digits.
    package init?(_ text: some StringProtocol) {
        var steps: [Step] = []
        var rest = Substring(text.first == "." ? String(text) : ".\(text)")
        while let first = rest.first {
            rest = rest.dropFirst()
            switch first {
            case ".":
                let name = rest.prefix(while: \.isFieldNameCharacter)
                guard !name.isEmpty else { return nil }
                steps.append(.member(String(name)))
                rest = rest.dropFirst(name.count)
            case "[":
                let digits = rest.prefix { $0.isASCII && $0.isNumber }
                guard digits.count <= 9, let index = Int(digits), rest.dropFirst(digits.count).first == "]" else {
                    return nil
                }
                steps.append(.item(index))
                rest = rest.dropFirst(digits.count + 1)
            default:
                return nil
            }
        }
        guard !steps.isEmpty else { return nil }
        self.steps = steps
    }

    /// The value that the path leads to in `payload`; nil if a step leads nowhere.
    package func value(in payload: JSONValue) -> JSONValue? {
        steps.reduce(payload) { value, step in
            switch step {
            case .member(let name): value?[name]
            case .item(let index): value?[index]
            }
        }
    }
}

extension FieldPath: CustomStringConvertible {
    /// As in a configuration: `.a.b[0]`, or `.` for the payload itself.
    package var description: String {
        steps.isEmpty
            ? "."
            : steps.map { step in
                switch step {
                case .member(let name): ".\(name)"
                case .item(let index): "[\(index)]"
                }
            }.joined()
    }
}

extension Character {
    fileprivate var isFieldNameCharacter: Bool {
        isASCII && (isLetter || isNumber || self == "_" || self == "-")
    }
}
