import Formats
import Testing

/// Text from outside is compared byte by byte: what looks alike is not equal.
@Suite struct StringBytesTests {
    /// Pairs that Swift's `==` takes for equal.
    static let lookalikes = [
        ("\u{e9}", "e\u{301}"), ("K", "\u{212A}"), ("\u{e5}", "a\u{30A}"), (";", "\u{37E}"),
        ("a\u{323}\u{301}", "a\u{301}\u{323}"),
    ]

    @Test(arguments: lookalikes)
    func `what looks alike is told apart by everything that compares text from outside`(one: String, other: String) {
        #expect(one == other, "else this proves nothing")
        #expect(!one.hasBytes(of: other) && one.hasBytes(of: one))
        #expect(!(one + "x").hasFirstBytes(of: other) && (one + "x").hasFirstBytes(of: one))
        #expect((one + "x").text(after: other) == nil && (one + "x").text(after: one) == "x")
        #expect(one.replacingBytes(of: other, with: "") == one && one.replacingBytes(of: one, with: "").isEmpty)
        #expect(JSONValue.object([.init(one, 1)])[other] == nil)
    }

    @Test func `an accent on a character does not hide it`() {
        #expect("'\u{301}".hasFirstBytes(of: "'"))
        #expect("-\u{301}x".text(after: "-") == "\u{301}x")
        #expect("a'\u{301}b'".replacingBytes(of: "'", with: "QQ").utf8.elementsEqual("aQQ\u{301}bQQ".utf8))
    }

    @Test(arguments: [
        ("", "a", "b", ""), ("a", "", "b", "a"), ("aaa", "aa", "b", "ba"), ("abab", "ab", "ab", "abab"),
        ("aab", "ab", "c", "ac"), ("xyz", "q", "r", "xyz"),
    ])
    func `occurrences are replaced from left to right`(text: String, pattern: String, new: String, expected: String) {
        #expect(text.replacingBytes(of: pattern, with: new) == expected)
    }
}
