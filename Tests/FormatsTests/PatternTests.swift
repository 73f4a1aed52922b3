import Foundation
import Processes
import Support
import Testing

@testable import Formats

@Suite(.timeLimit(.minutes(4))) struct PatternTests {
    @Test(arguments: [
        ("", ["", "a"], []), ("a", ["a", "bab"], ["", "b", "A"]), ("^a$", ["a"], ["ab", "ba", "a\n", "\na"]),
        ("^$", [""], ["a", "\n"]), ("a.c", ["abc", "a\nc", "aéc", "a😀c"], ["ac", "abbc"]),
        ("a|bc|", ["", "a", "x"], []), ("^(a|bc)$", ["a", "bc"], ["ab", "c", ""]), ("^ab*$", ["a", "abbb"], ["b"]),
        ("^ab+$", ["ab", "abb"], ["a"]), ("^ab?$", ["a", "ab"], ["abb"]), ("^(ab){2}$", ["abab"], ["ab", "ababab"]),
        ("^a{2,}$", ["aa", "aaaa"], ["a"]), ("^a{1,3}$", ["a", "aaa"], ["", "aaaa"]), ("^a{0}$", [""], ["a"]),
        ("^(a*)*$", ["", "aaa"], ["b"]), ("^(a*|b)+$", ["", "aba"], ["c"]), ("^()$", [""], ["a"]),
        ("[abc]", ["xb"], ["d"]), ("[^abc]", ["ad", "é"], ["abc", ""]), ("^[]]$", ["]"], ["["]),
        ("^[^]a]$", ["b", "["], ["]", "a"]), ("^[a-c-]$", ["-", "b"], ["d"]), ("^[-a]$", ["-", "a"], ["b"]),
        ("^[a^]$", ["^", "a"], ["b"]), ("^[+--]$", ["+", ",", "-"], ["."]), ("^[\\\\]$", ["\\"], ["a"]),
        ("^[é-ü]$", ["é", "ü", "ö"], ["e", "z"]), ("^[[:alpha:]]+$", ["aZ"], ["a1", "é", ""]),
        ("^[[:digit:]x[:space:]]+$", ["1 x\t"], ["y"]), ("^[^[:upper:]]$", ["a", "1"], ["A"]),
        ("^\\d+\\.\\d{2}$", ["12.50"], ["12,50", "12.5", "١.٢٣"]), ("^\\w\\W\\s\\S\\D$", ["_- xx"], ["_a xx"]),
        ("\\(\\)\\{\\}\\*\\+\\?\\|\\^\\$\\\\\\[\\]\\/", ["(){}*+?|^$\\[]/"], ["()"]), ("a]b}", ["a]b}"], ["ab"]),
        ("x^a|b$c", [], ["x^a", "b$c", "a"]), ("^refs/tags/v[0-9]+$", ["refs/tags/v12"], ["refs/tags/v", "x"]),
        ("a\u{301}", ["a\u{301}"], ["á", "a"]), ("^.$", ["a", "é", "😀"], ["a\u{301}", ""]),
        ("\u{0}", ["a\u{0}b"], ["a"]),
    ])
    func `what a pattern is found in, and what not`(pattern: String, yes: [String], no: [String]) throws {
        let pattern = try Pattern(pattern)
        for text in yes { #expect(pattern.isFound(in: text), "\(text)") }
        for text in no { #expect(!pattern.isFound(in: text), "\(text)") }
    }

    @Test(arguments: [
        ("(a", 0, "a '(' without ')'"), ("a)", 1, "a ')' without '('"), ("a(?:b)", 1, "'(?' is not supported"),
        ("*a", 0, "'*' repeats nothing"), ("a|+", 2, "'+' repeats nothing"), ("(?)", 0, "'(?' is not supported"),
        ("{2}", 0, "'{' repeats nothing"), ("^*", 0, "'^' cannot be repeated"), ("a$+", 1, "'$' cannot be repeated"),
        ("a**", 2, "a repetition of a repetition"), ("a+?", 2, "a repetition of a repetition"),
        ("a{2}{3}", 4, "a repetition of a repetition"), ("a{", 2, "expected a number after '{'"),
        ("a{,3}", 2, "expected a number after '{'"), ("a{x}", 2, "expected a number after '{'"),
        ("a{2", 1, "a '{' without '}'"), ("a{2,x}", 1, "a '{' without '}'"),
        ("a{3,2}", 1, "the second number is less than the first"), ("a{256}", 2, "a number over 255"),
        ("a{99999999999999999999}", 2, "a number over 255"), ("a\\", 1, "a backslash at the end"),
        ("a\\1", 1, "back-references are not supported"), ("\\b", 0, "'\\b' means nothing here"),
        ("\\n", 0, "'\\n' means nothing here"), ("\\é", 0, "'\\é' means nothing here"),
        ("\\0", 0, "'\\0' means nothing here"), ("x[ab", 1, "a '[' without ']'"), ("[]", 0, "a '[' without ']'"),
        ("[^]", 0, "a '[' without ']'"), ("[a-", 0, "a '[' without ']'"), ("[z-a]", 1, "a range that goes backwards"),
        ("[a-c-e]", 4, "a '-' in the middle of brackets"), ("[\\d]", 1, "a backslash in brackets"),
        ("[a\\]", 2, "a backslash in brackets"), ("[[:alhpa:]]", 1, "an unknown class"),
        ("[[:alpha]]", 1, "an unknown class"), ("[[.a.]]", 1, "unexpected '[.'"),
        ("[[=a=]]", 1, "unexpected '[='"), ("[a-[:digit:]]", 3, "unexpected '[:'"),
    ])
    func `an invalid pattern is refused with the place of its mistake`(text: String, offset: Int, reason: String) {
        let mistake = #expect(throws: Pattern.Mistake.self) { try Pattern(text) }
        #expect(mistake?.offset == offset && mistake?.reason == reason, "\(String(describing: mistake))")
    }

    @Test(arguments: [
        ("(((a{255}){255}){255}){255}", "it is too long with its repetitions expanded"),
        (
            String(repeating: "(", count: 400) + String(repeating: ")", count: 400),
            "groups are nested too deeply"
        ),
        (
            String(repeating: "(", count: 90) + "a" + String(repeating: "{255})", count: 90),
            "it is too long with its repetitions expanded"
        ),
        (String(repeating: "a", count: 1001), "it is longer than 1000 characters"),
        ("([ab]|c){251}", "it is too long with its repetitions expanded"),
        (String(repeating: "a{250}", count: 3), "it is too long with its repetitions expanded"),
    ])
    func `a pattern that would fill the memory is a mistake`(text: String, reason: String) {
        let mistake = #expect(throws: Pattern.Mistake.self) { try Pattern(text) }
        #expect(mistake?.reason == reason)
    }

    @Test func `a pattern at its limits is allowed`() throws {
        let groups = String(repeating: "(", count: 100) + "a" + String(repeating: ")", count: 100)
        #expect(try Pattern(groups).isFound(in: "a"))
        #expect(try Pattern(String(repeating: "a", count: 500)).isFound(in: String(repeating: "a", count: 500)))
        #expect(try Pattern("^(a{2}){250}$").isFound(in: String(repeating: "a", count: 500)))
        let long = String(repeating: "x", count: Pattern.longestText)
        let end = try Pattern("x$")
        #expect(end.isFound(in: long) && !end.isFound(in: long + "x"))
    }

    /// Patterns that take a searcher which goes back and tries again longer than the world stands.
    @Test(arguments: [
        "^(a+)+$", "^(a*)*$", "^(a|a)*$", "^(a|aa)+$", "(a*)*(a*)*(a*)*b", "(.*)*(.*)*(.*)*c",
        "^(([a-z])+.)+[A-Z]([a-z])+$",
        "(x+x+)+y|(a+a+)+y", "(a?){60}a{60}b", "((a{0,5}){0,5}){0,5}b", "^(.*a){20}[^a]{2}$", "(a|b|ab)*bc",
        "a*a*a*a*a*a*a*a*a*a*a*a*c",
    ])
    func `no pattern runs away on any text`(pattern: String) throws {
        let pattern = try Pattern(pattern)
        let isLinear = ProcessorTime.isLinear(from: Pattern.longestText / 8) { length in
            #expect(!pattern.isFound(in: String(repeating: "a", count: length - 1) + "!"))
        }
        #expect(isLinear)
    }

    @Test func `what has no back-reference finds what grep -E finds`() throws {
        var generator = SeededGenerator(seed: 20_261_123)
        let texts = (0..<300).map { _ in RandomPattern.text(using: &generator) }
        var compared = 0
        for _ in 0..<250 {
            let source = RandomPattern.pattern(depth: 3, using: &generator)
            guard let pattern = try? Pattern(source) else {
                // Only what takes too many steps may be refused here.
                #expect(
                    throws: Pattern.Mistake(
                        offset: 0, reason: "it is too long with its repetitions expanded",
                        help: "at most 500 characters, a{5} counts as five")
                ) {
                    try Pattern(source)
                }
                continue
            }
            let ours = texts.indices.filter { pattern.isFound(in: texts[$0]) }
            #expect(try ours == Self.grep(source, texts), "\(source)")
            compared += 1
        }
        #expect(compared > 200)
    }

    /// The positions of the texts in which grep finds the pattern.
    private static func grep(_ pattern: String, _ texts: [String]) throws -> [Int] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["LC_ALL=C.UTF-8", "grep", "-nE", "-e", pattern]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.start()
        // Less than a pipe holds, so that neither end waits for the other.
        input.fileHandleForWriting.write(Data(texts.map { "\($0)\n" }.joined().utf8))
        try input.fileHandleForWriting.close()
        let lines = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        return lines.split(separator: "\n").compactMap { $0.split(separator: ":").first.flatMap { Int($0) } }.map {
            $0 - 1
        }
    }
}

/// Patterns and texts of few characters, so that they often meet.
private enum RandomPattern {
    static func text(using generator: inout SeededGenerator) -> String {
        let letters = ["a", "b", "c", "é", "-", "1", " ", "."]
        return (0..<Int.random(in: 0...9, using: &generator)).map { _ in
            letters[min(Int.random(in: 0..<12, using: &generator), 11) % letters.count]
        }.joined()
    }

    static func pattern(depth: Int, using generator: inout SeededGenerator) -> String {
        let body = choice(depth: depth, using: &generator)
        let start = Int.random(in: 0..<3, using: &generator) == 0 ? "^" : ""
        let end = Int.random(in: 0..<3, using: &generator) == 0 ? "$" : ""
        return "\(start)(\(body))\(end)"
    }

    private static func choice(depth: Int, using generator: inout SeededGenerator) -> String {
        var alternatives: [String] = []
        for _ in 0..<(Int.random(in: 0..<3, using: &generator) == 0 ? 2 : 1) {
            var pieces = ""
            for _ in 0..<Int.random(in: 1...3, using: &generator) { pieces += piece(depth: depth, using: &generator) }
            alternatives.append(pieces)
        }
        return alternatives.joined(separator: "|")
    }

    private static func piece(depth: Int, using generator: inout SeededGenerator) -> String {
        let atoms = [
            "a", "b", "c", "é", ".", "\\.", "[ab]", "[^a]", "[a-c-]", "[[:digit:]]", "[^[:alpha:]é]", "\\w", "\\S", "1",
            "\\-",
        ]
        let repetitions = ["", "", "", "*", "+", "?", "{2}", "{0,2}", "{1,}", "{0}"]
        let usesGroup = depth > 0 && Int.random(in: 0..<3, using: &generator) == 0
        // \w and \S are of ASCII here, and of the locale there.
        var atom =
            usesGroup
            ? "(\(choice(depth: depth - 1, using: &generator)))" : atoms.randomElement(using: &generator) ?? "a"
        if atom == "\\w" { atom = "[\\w]".replacing("\\w", with: "a-zA-Z0-9_") }
        return atom + (repetitions.randomElement(using: &generator) ?? "")
    }
}
