import Testing

@testable import Values

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
        #expect(EventPattern.name(one) != .name(other) && EventPattern.prefix(one) != .prefix(other))
        #expect(!EventPattern.name(one).matches(other) && !EventPattern.prefix(one).matches(other))
        #expect(JSONValue.object([.init(one, 1)])[other] == nil)
        let endpoint = Endpoint(path: "/\(one)", provider: .circularo, secrets: [])
        var configuration = Configuration()
        configuration.endpoints = [endpoint]
        #expect(configuration.endpoint(at: "/\(other)") == nil && configuration.endpoint(at: "/\(one)") == endpoint)
        let condition = Condition(FieldPath([.member("a")]), .equals(.init(one)))
        #expect(!condition.holds(for: ["a": .string(other)]) && condition.holds(for: ["a": .string(one)]))
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

    @Test(arguments: ["01kas5c9j2q7j8y4m6w3t1xnzb", "01KAS5C9J2Q7J8Y4M6W3T1XNZB"])
    func `an id is read in either case`(typed: String) {
        #expect(DeliveryID(typed)?.text == "01KAS5C9J2Q7J8Y4M6W3T1XNZB")
    }

    @Test func `a letter that only looks like one of the alphabet, or becomes one in upper case, is none of an id`() {
        #expect(DeliveryID("01KAS5C9J2Q7J8Y4M6W3T1XN\u{17F}") == nil)
        #expect(DeliveryID("\u{212A}1AS5C9J2Q7J8Y4M6W3T1XNZ") == nil)
    }
}
