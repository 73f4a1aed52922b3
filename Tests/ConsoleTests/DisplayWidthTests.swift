import Formats
import Testing

@testable import Console

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 1), ("\u{301}", 0), ("契約書", 6), ("ｶﾅ", 2), ("한글", 4),
        ("\u{1112}\u{1161}\u{11AB}", 2), ("🎉", 2), ("👍🏽", 2), ("🇨🇿", 2), ("❤️", 2), ("❤", 1), ("क्ष", 2), ("…", 1),
        ("Ａ", 2), ("שלום", 4),
    ])
    func `a text takes as many columns as a terminal gives it`(text: String, columns: Int) {
        #expect(text.columns == columns)
    }

    @Test(arguments: [
        ("documentCompleted", 17, "documentCompleted"), ("documentCompleted", 8, "documen…"), ("契約書です", 7, "契約書…"),
        ("契約書です", 6, "契約…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("abc", 1, "…"), ("abc", 3, "abc"),
    ])
    func `what is cut ends with an ellipsis, within its columns`(text: String, width: Int, cut: String) {
        #expect(text.cut(to: width) == cut)
        #expect(text.cut(to: width).columns <= width)
    }

    @Test func `a long line is broken at spaces, and where there are none anywhere`() {
        let text = "received  one two three fourfourfourfourfourfourfourfour five"
        #expect(
            text.wrapped(to: 24, indent: 10) == """
                received  one two three
                          fourfourfourfo
                          urfourfourfour
                          four five
                """)
        #expect(text.wrapped(to: nil, indent: 10) == text)
        #expect("  a bb ccc dddd eeeee".wrapped(to: 14, indent: 3) == "  a bb ccc\n   dddd eeeee")
        #expect("契約書".pieces(of: 5) == ["契約", "書"])
        #expect("".pieces(of: 5) == [""])
    }
}
