import Formats
import Testing
import Values

@testable import Processes

@Suite struct CommandTemplateTests {
    static let payload: JSONValue = .object([
        .init("documentId", .string("d-1")), .init("n", .number("1.50")), .init("yes", .bool(true)),
        .init("nothing", .null), .init("dash", .string("-rf")), .init("nul", .string("a\u{0}b")),
        .init("actor", .object([.init("name", .string("Ann O'Hara; rm -rf /"))])),
        .init("accented", .string("-\u{301}rf")), .init("items", .array([.string("x y"), .number("2")])),
    ])

    private func arguments(_ words: String...) -> Result<[String], CommandError> {
        Result { () throws(CommandError) in
            try CommandTemplate(words: words.map { .init($0) }).arguments(for: Self.payload)
        }
    }

    @Test(arguments: [
        ("{documentId}", "d-1"), ("{.documentId}", "d-1"), ("a{n}b{yes}", "a1.50btrue"),
        ("{.actor.name}", "Ann O'Hara; rm -rf /"), ("{.items[0]}", "x y"), ("{.items}", #"["x y",2]"#),
        ("{actor}", #"{"name":"Ann O'Hara; rm -rf /"}"#), (#"\{documentId}"#, "{documentId}"), ("{", "{"),
        ("{}", "{}"), ("{a b}", "{a b}"), ("${HOME}", "${HOME}"), ("-x{dash}", "-x-rf"),
        ("--id={documentId}", "--id=d-1"),
        ("x{dash}", "x-rf"), ("", ""),
    ])
    func `a field becomes part of a single argument`(word: String, argument: String) {
        // `${HOME}` contains a placeholder, whose field the payload lacks.
        if word == "${HOME}" {
            #expect(arguments(word) == .failure(.missingField(FieldPath([.member("HOME")]))))
        } else {
            #expect(arguments("run", word) == .success(["run", argument]))
        }
    }

    @Test(arguments: [
        ("{missing}", CommandError.missingField(FieldPath([.member("missing")]))),
        ("{nothing}", .missingField(FieldPath([.member("nothing")]))),
        ("{.items[2]}", .missingField(FieldPath([.member("items"), .item(2)]))),
        ("{dash}", .unexpectedOption(FieldPath([.member("dash")]))),
        ("{accented}", .unexpectedOption(FieldPath([.member("accented")]))),
        ("{nul}", .nulByte(FieldPath([.member("nul")]))),
    ])
    func `a value that could do harm is an error`(word: String, error: CommandError) {
        #expect(arguments(word) == .failure(error))
    }

    @Test func `an argument above the system's limit is an error`() {
        let template = CommandTemplate(words: [.init("{x}")])
        let payload = JSONValue.object([.init("x", .string(String(repeating: "y", count: 131_072)))])
        #expect(throws: CommandError.argumentTooLong(bytes: 131_072)) { try template.arguments(for: payload) }
    }
}
