import Formats
import Testing

@testable import Settings

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("", "", 0), ("", "abc", 3), ("timeout", "timeout", 0), ("tiemout", "timeout", 1), ("timout", "timeout", 1),
        ("tmieuot", "timeout", 2), ("rnu", "run", 1), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
    func `counts letters that differ, and swapped ones once`(left: String, right: String, distance: Int) {
        #expect(Suggestion.distance(left, right) == distance)
        #expect(Suggestion.distance(right, left) == distance)
    }

    @Test(
        arguments: [
            ("tiemout", "timeout"), ("Timeout", "timeout"), ("rnu", "run"), ("onn", "on"), ("x", nil), ("", nil),
            ("tim", "timeout"), ("banana", nil), ("retyr", "retry"), ("re", nil),
        ] as [(String, String?)])
    func `a misspelt word suggests the nearest word, or the one that it shortens`(typed: String, meant: String?) {
        #expect(Suggestion.nearest(to: typed, among: ["on", "run", "timeout", "retry"]) == meant)
    }

    @Test func `a word of a million letters gets no suggestion`() {
        #expect(Suggestion.nearest(to: String(repeating: "a", count: 1_000_000), among: ["a"]) == nil)
    }
}
