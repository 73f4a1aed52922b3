import Formats
import Testing

@testable import Settings

@Suite struct LexerTests {
    private func lines(_ text: String) -> [[String]] {
        let source = SourceFile(path: "a", bytes: Array(text.utf8))
        return Lexer.lines(of: source, findings: Findings()).map { $0.map(\.text) }
    }

    private func quoted(_ text: String) -> [Bool] {
        let source = SourceFile(path: "a", bytes: Array(text.utf8))
        return Lexer.lines(of: source, findings: Findings()).flatMap { $0.map(\.isQuoted) }
    }

    @Test(
        arguments: [
            ("", []), ("\n \n\t\n", []), ("# all\n  # of it", []),
            ("a b\tc", [["a", "b", "c"]]), ("a\nb\n\nc", [["a"], ["b"], ["c"]]), ("a\r\nb\r\n", [["a"], ["b"]]),
            ("a # b\nc", [["a"], ["c"]]), ("a b#c http://x/#d", [["a", "b#c", "http://x/#d"]]),
            ("a \"# b\"", [["a", "# b"]]),
            ("a \\\n b", [["a", "b"]]), ("a \\\r\n b", [["a", "b"]]), ("a\\\nb", [["a", "b"]]), ("a \\", [["a"]]),
            ("a # b \\\nc", [["a"], ["c"]]), ("a \\\n# b\nc", [["a"], ["c"]]),
            (#""two words" "" "\"" "\\" "\n" "\t""#, [["two words", "", "\"", "\\", "\n", "\t"]]),
            ("\"a\\\n b\"", [["a b"]]), (#"a \b \"#, [["a", #"\b"#]]), (#"C:\dir \{a}"#, [[#"C:\dir"#, #"\{a}"#]]),
            (#""\{a} \\{b}""#, [[#"\{a} \{b}"#]]), ("on a {\n}", [["on", "a", "{"], ["}"]]),
            ("{documentId} a{b}", [["{documentId}", "a{b}"]]), ("\u{FEFF}a", [["a"]]), ("é 世界", [["é", "世界"]]),
        ] as [(String, [[String]])])
    func `the lexer splits lines into words`(text: String, words: [[String]]) {
        #expect(lines(text) == words)
    }

    @Test func `a quoted word is told from the same word without quotes`() {
        #expect(quoted(#"a "{" { "run" run"#) == [false, true, false, true, false])
    }

    @Test func `a word of a configuration knows its place`() throws {
        let source = SourceFile(path: "a", bytes: Array("é \"b\" \\\n  ccc".utf8))
        let tokens = try #require(Lexer.lines(of: source, findings: Findings()).first)
        let places = tokens.map { source.position(of: $0.span.range.lowerBound) }
        #expect(places.map(\.line) == [1, 1, 2])
        #expect(places.map(\.column) == [1, 3, 3])
        #expect(tokens.map { source.length(of: $0.span.range) } == [1, 3, 3])
    }
}
