import Testing
import Values

@Suite struct EventPatternTests {
    @Test(arguments: [
        ("*", "", true), ("*", "x", true), ("push", "push", true), ("push", "Push", false), ("push", "pushed", false),
        ("sign*", "sign", true), ("sign*", "signed", true), ("sign*", "sig", false), ("sign*", "Signed", false),
        // Byte by byte: these only look alike, or share a character with an accent.
        ("K", "\u{212A}", false), ("\u{E9}", "e\u{301}", false), ("e*", "e\u{301}x", true), ("*", "\u{301}", true),
    ])
    func `names are compared letter for letter`(pattern: String, event: String, isWanted: Bool) {
        #expect(EventPattern(pattern).matches(event) == isWanted)
    }
}
