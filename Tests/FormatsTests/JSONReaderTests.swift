import Testing
@testable import Formats

@Suite struct JSONReaderTests {
    private func read(_ text: String) -> Result<JSONValue, JSONReader.Mistake> {
        Result { () throws(JSONReader.Mistake) in try JSONReader.value(in: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), (" false ", .bool(false)), ("\"\"", .string("")),
        ("-0", .number("-0")), ("1E+2", .number("1E+2")), ("0.10", .number("0.10")), ("[]", .array([])),
        ("123456789012345678901234567890", .number("123456789012345678901234567890")),
        ("[1,[2]]", .array([.number("1"), .array([.number("2")])])),
        (#"{"b":1,"a":{}}"#, .object([.init("b", .number("1")), .init("a", .object([]))])),
        (#""\u00e9\n\ud83d\ude00\/""#, .string("é\n😀/")), ("\u{FEFF}1", .number("1")),
    ])
    func `JSON that RFC 8259 allows is read`(text: String, value: JSONValue) {
        #expect(read(text) == .success(value))
    }

    @Test(arguments: [
        ("", 0, "unexpected end"), ("{", 1, "unexpected end"), ("[1,]", 3, "expected a value"),
        ("{\"a\":1,}", 7, "expected '\"'"), ("01", 1, "text after the value"), ("+1", 0, "expected a value"),
        ("1.", 2, "unexpected end"), ("1.x", 2, "expected a digit"), ("1ex", 2, "expected a digit"),
        ("nul", 3, "unexpected end"), ("NaN", 0, "expected a value"),
        ("\"a\nb\"", 2, "a control character in a string"), ("\"\\x\"", 2, "an unknown escape in a string"),
        ("\"\\ud800\"", 2, "half of a surrogate pair in a string"),
        ("\"\\udc00\\ud800\"", 2, "half of a surrogate pair in a string"),
        ("\"\\ud800\\u0041\"", 2, "half of a surrogate pair in a string"),
        ("\"\\u12g4\"", 5, "expected four hexadecimal digits"), ("{\"a\":1,\"a\":2}", 7, "duplicate object key"),
        ("{\"a\" 1}", 5, "expected ':'"), ("1 2", 2, "text after the value"),
    ])
    func `a mistake in JSON is told with its byte and reason`(text: String, offset: Int, reason: String) {
        #expect(read(text) == .failure(JSONReader.Mistake(offset: offset, reason: reason)))
    }

    @Test func `a string that is not UTF-8 is a mistake`() {
        #expect(throws: JSONReader.Mistake(offset: 1, reason: "a string that is not UTF-8")) {
            try JSONReader.value(in: [0x22, 0xC3, 0x28, 0x22])
        }
    }

    @Test func `nesting is bounded, so that no text can exhaust the stack`() {
        let deep = String(repeating: "[", count: 512) + "1" + String(repeating: "]", count: 512)
        #expect((try? JSONReader.value(in: Array(deep.utf8))) != nil)
        let tooDeep = String(repeating: "[", count: 10_000)
        #expect(
            read(tooDeep)
                == .failure(JSONReader.Mistake(offset: 513, reason: "nested deeper than 512 levels")))
    }

    @Test func `JSON that is written reads back as the same value`() throws {
        let text = #"{"a":[1.50,-3e7,"\"\\\n\u2028\u007f é",null,true],"b":{}}"#
        let value = try JSONReader.value(in: Array(text.utf8))
        #expect(value.text == text)
        #expect(try JSONReader.value(in: Array(value.text.utf8)) == value)
    }
    @Test func `what could trick a terminal is written as an escape`() throws {
        let value = JSONValue.string("\u{1B}[2J\u{9B}2J\u{202E}\u{E0001}é\u{1F600}")
        #expect(value.text == "\"\\u001b[2J\\u009b2J\\u202e\\udb40\\udc01é\u{1F600}\"")
        #expect(try JSONReader.value(in: Array(value.text.utf8)) == value)
    }
}
