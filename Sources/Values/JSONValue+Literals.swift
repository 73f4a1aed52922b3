/// So that payloads can be written down as they look: `["event": "push", "after": .null]`.
extension JSONValue: ExpressibleByStringInterpolation, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral
{
    /// A text.
    public init(stringLiteral text: String) {
        self = .string(text)
    }

    /// Items in order.
    public init(arrayLiteral items: JSONValue...) {
        self = .array(items)
    }

    /// Members in the order in which they stand.
    public init(dictionaryLiteral members: (String, JSONValue)...) {
        self = .object(members.map { Member($0.0, $0.1) })
    }

    /// `true` or `false`.
    public init(booleanLiteral flag: Bool) {
        self = .bool(flag)
    }

    /// A whole number.
    public init(integerLiteral number: Int) {
        self = .integer(number)
    }
}
