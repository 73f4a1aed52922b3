/// So that payloads can be written down as they look: `["event": "push", "after": .null]`.
extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    /// A text.
    package init(stringLiteral text: String) {
        self = .string(text)
    }

    /// Items in order.
    package init(arrayLiteral items: JSONValue...) {
        self = .array(items)
    }

    package init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }

    /// `true` or `false`.
    package init(booleanLiteral flag: Bool) {
        self = .bool(flag)
    }

    /// A whole number.
    package init(integerLiteral number: Int) {
        self = .integer(number)
    }
}
