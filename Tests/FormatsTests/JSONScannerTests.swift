import Support
import Testing
import Formats

@Suite struct JSONScannerTests {
    private func scalar(_ path: String, _ text: String) -> JSONValue? {
        FieldPath(path).flatMap { JSONScanner.scalar(at: $0, in: Array(text.utf8)[...]) }
    }

    @Test(arguments: [
        (".a", #"{"a":"x"}"#, JSONValue.string("x")), (".a", " {\t\"b\" : {\"a\":1} ,\n\"a\" : 2 } ", .number("2")),
        (".a.b", #"{"a":{"c":"}","b":true}}"#, .bool(true)), (".a", "\u{FEFF}{\"a\":-1.5e3}", .number("-1.5e3")),
        (".a[1].b", #"{"a":[{"b":1},{"b":2}]}"#, .number("2")), (".a", #"{"x\"":"\\","a":"\u00e9"}"#, .string("é")),
        (".a", #"{"a":1}garbage"#, .number("1")), (".a", #"{"b":[[["{"]]],"a":1"#, .number("1")),
    ])
    func `a value of JSON text is found without the rest of it`(path: String, text: String, value: JSONValue) {
        #expect(scalar(path, text) == value)
    }

    @Test(arguments: [
        (".a", ""), (".a", "{"), (".a", "[1]"), (".a", "\"a\""), (".a", #"{"a"}"#), (".a", #"{"a":}"#),
        (".a", #"{"a":"x}"#),
        (".a", #"{"a":null}"#), (".a", #"{"a":{"b":1}}"#), (".a", #"{"a":[1]}"#), (".a", #"{"a":x}"#),
        (".a", #"{a:1}"#),
        (".a", #"{"b":1 "a":2}"#), (".a.b", #"{"a":1}"#), (".a[0]", #"{"a":{}}"#), (".a[1]", #"{"a":[1]}"#),
        (".a[0]", #"{"a":[]}"#), (".a", #"{"b":[1,"a":1"#), (".a", #"{"\u0061":1}"#),
        (".a", #"{"b":"# + String(repeating: "[", count: 513) + String(repeating: "]", count: 513) + #","a":1}"#),
    ])
    func `a value that is not there, or not a scalar, is not found`(path: String, text: String) {
        #expect(scalar(path, text) == nil)
    }

    @Test(arguments: [
        (".", "[1,2,3]", true), (".", "[1,2]", false), (".", "[]", false), (".", "{}", false), (".", "", false),
        (".a", #"{"a":[{},[1,2,3],"]",4]}"#, true), (".a", #"{"a":[[1,2,3,4]]}"#, false),
        (".a", #"{"b":[1,2,3]}"#, false),
        (".", "[1,2,3 and what follows is not looked at", true),
    ])
    func `more items than a limit are noticed`(path: String, text: String, isMore: Bool) {
        let path = path == "." ? FieldPath.whole : FieldPath(path)
        #expect(path.map { JSONScanner.hasMoreItems(than: 2, at: $0, in: Array(text.utf8)[...]) } == isMore)
    }

    @Test func `the scanner finds what the reader finds, in any JSON`() throws {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<2000 {
            let value = Self.value(depth: 0, &generator)
            let text = Array(value.text.utf8)
            for path in Self.paths(in: value) {
                let found = try #require(JSONScanner.text(at: path, in: text[...]), "\(path) in \(value.text)")
                #expect(try JSONReader.value(in: Array(found)) == path.value(in: value))
                #expect(JSONScanner.scalar(at: path, in: text[...])?.scalar == path.value(in: value)?.scalar)
            }
        }
    }

    private static func value(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
        case 0: return .null
        case 1: return .bool(true)
        case 2: return .number("-1.5e3")
        case 3, 4: return .string(["", "a", "{[\"\\", "é\u{1}", ",:]}"].randomElement(using: &generator) ?? "")
        case 5:
            return .array(
                (0..<Int.random(in: 0...3, using: &generator)).map { _ in value(depth: depth + 1, &generator) })
        default:
            let names = ["a", "b-c", "event"].filter { _ in Bool.random(using: &generator) } + ["{\"}"]
            return .object(names.shuffled(using: &generator).map { .init($0, value(depth: depth + 1, &generator)) })
        }
    }

    /// The paths to all values whose names a path can have.
    private static func paths(in value: JSONValue) -> [FieldPath] {
        let below: [(FieldPath.Step, JSONValue)] =
            switch value {
            case .object(let members): members.filter { $0.name != "{\"}" }.map { (.member($0.name), $0.value) }
            case .array(let items): items.enumerated().map { (.item($0), $1) }
            default: []
            }
        return [.whole] + below.flatMap { step, value in paths(in: value).map { FieldPath([step] + $0.steps) } }
    }
}
