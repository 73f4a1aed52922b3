import Formats
import Testing

@testable import Values

@Suite struct ConditionTests {
    private static let payload: JSONValue = [
        "text": "main", "empty": "", "digits": "5", "yes": true, "no": false, "nothing": .null, "n": .number("5.0"),
        "large": .number("9007199254740993"), "object": ["a": 1], "array": ["main"], "accent": "é",
        "null": "null",
    ]

    private func holds(_ field: String, _ question: Condition.Question) throws -> Bool {
        let path = try #require(FieldPath(field))
        let answer = Condition(path, question).holds(for: Self.payload)
        #expect(Condition(path, question, isNegated: true).holds(for: Self.payload) != answer)
        return answer
    }

    @Test(arguments: [
        ("text", "main", true), ("text", "Main", false), ("text", "mai", false), ("empty", "", true),
        ("digits", "5", true), ("digits", "5.0", false), ("yes", "true", true), ("yes", "1", false),
        ("no", "false", true), ("no", "", false), ("n", "5", true), ("n", "5.0", true), ("n", "0.05e2", true),
        ("n", "05", false), ("n", "five", false), ("n", "", false), ("large", "9007199254740993", true),
        ("large", "9007199254740992", false), ("nothing", "null", false), ("nothing", "", false),
        ("missing", "", false), ("object", "", false), ("object", #"{"a":1}"#, false), ("array", "main", false),
        ("array[0]", "main", true), ("object.a", "1", true), ("accent", "e\u{301}", false), ("null", "null", true),
    ])
    func `values are equal letter for letter, numbers by value`(field: String, value: String, isEqual: Bool) throws {
        let comparand = Condition.Comparand(value)
        #expect(try holds(field, .equals(comparand)) == isEqual)
        #expect(try holds(field, .differs(comparand)) == !isEqual)
        #expect(try holds(field, .isOneOf([.init("x y"), comparand])) == isEqual)
    }

    @Test(arguments: [
        ("n", "4.99999999999999999999", ">"), ("n", "5.00000000000000000001", "<"), ("n", "5", "="),
        ("large", "9007199254740992", ">"), ("large", "9007199254740994", "<"), ("large", "9007199254740993.0", "="),
        ("digits", "4", ""), ("text", "4", ""), ("yes", "0", ""), ("nothing", "-1", ""), ("missing", "-1", ""),
        ("array", "-1", ""), ("empty", "-1", ""),
    ])
    func `only numbers are below or above another`(field: String, bound: String, expected: String) throws {
        let number = try #require(DecimalNumber(bound))
        #expect(try holds(field, .isAbove(number)) == (expected == ">"))
        #expect(try holds(field, .isBelow(number)) == (expected == "<"))
    }

    @Test(arguments: [
        ("text", "^ma", true), ("text", "^$", false), ("empty", "^$", true), ("n", "^5\\.0$", true),
        ("yes", "^t", true), ("nothing", "", false), ("missing", "", false), ("object", "", false),
        ("array", "main", false),
    ])
    func `a pattern is looked for in scalars as they stand`(field: String, pattern: String, isFound: Bool) throws {
        #expect(try holds(field, .contains(Pattern(pattern))) == isFound)
    }

    @Test(arguments: [
        ("text", true), ("empty", true), ("no", true), ("object", true), ("array", true), ("object.a", true),
        ("nothing", false), ("missing", false), ("object.b", false), ("text.a", false), ("array[1]", false),
    ])
    func `what is there, and not null, exists`(field: String, exists: Bool) throws {
        #expect(try holds(field, .exists) == exists)
    }

    @Test func `a hook wants what its events and all of its conditions want`() throws {
        var hook = Hook(name: "x", events: [.name("push")], command: CommandTemplate(words: []))
        #expect(hook.wants("push", Self.payload) && !hook.wants("pull", Self.payload))
        let text = try #require(FieldPath("text"))
        hook.conditions = [Condition(text, .exists), Condition(text, .equals(.init("main")))]
        #expect(hook.wants("push", Self.payload) && !hook.wants("pull", Self.payload))
        hook.conditions.append(Condition(text, .equals(.init("dev"))))
        #expect(!hook.wants("push", Self.payload) && hook.isFor("push"))
    }
}

@Suite struct DecimalNumberTests {
    /// From low to high; in a row what is equal.
    private static let ladder = [
        ["-1e1000000000000", "-1.0e+1000000000000"], ["-10.5", "-1.05e1", "-105E-1"], ["-10.4999999999999999999999999"],
        ["-1"], ["-1e-400"], ["0", "-0", "0.000", "0e99", "-0.0E-5"], ["1e-999999999999"], ["0.1", "1e-1", "0.10"],
        ["0.99999999999999999999999999999"], ["1", "1.0", "10e-1", "0.1e1", "1e00", "1e-0"], ["1.5"], ["9.99"],
        ["10", "1e1", "1E+1"], ["9007199254740992"], ["9007199254740993"], ["123456789012345678901234567890"],
        ["123456789012345678901234567891"], ["1e400"], ["1e99999999999999999999999"],
    ]

    @Test func `numbers are in order, by value and exactly`() throws {
        let numbers = try Self.ladder.map { try $0.map { try #require(DecimalNumber($0)) } }
        for (place, row) in numbers.enumerated() {
            for (otherPlace, others) in numbers.enumerated() {
                for number in row {
                    for other in others {
                        #expect((number < other) == (place < otherPlace), "\(number.text) < \(other.text)")
                        #expect((number == other) == (place == otherPlace), "\(number.text) == \(other.text)")
                    }
                }
            }
        }
    }

    @Test(arguments: ["", "05", "+1", "1.", ".5", "1e", "0x10", "1 ", " 1", "1,5", "NaN", "true", "\"1\"", "-", "١"])
    func `a text that is not a number of JSON is refused`(text: String) {
        #expect(DecimalNumber(text) == nil)
    }
}
