import Formats
import Testing

@testable import Pages

/// No text becomes markup.
@Suite struct HTMLTests {
    private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

    @Test(arguments: [
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        (#"" onfocus="x"#, "&quot; onfocus=&quot;x"), ("' x='", "&#39; x=&#39;"), ("&lt;", "&amp;lt;"),
        ("a\u{1b}[31m", #"a\u{1b}[31m"#), ("a\u{202e}b", #"a\u{202e}b"#), ("a\nb\0", #"a\nb\u{0}"#),
        (#"C:\dir"#, #"C:\dir"#), ("é ✓ 🙂", "é ✓ 🙂"), ("<\u{338}", "&lt;\u{338}"),
    ])
    func `interpolated text is escaped and stays complete`(given: String, escaped: String) {
        #expect(text("<b title=\"\(given)\">\(given)</b>") == "<b title=\"\(escaped)\">\(escaped)</b>")
    }

    @Test func `interpolated markup stays markup and is escaped once`() {
        let cell: HTML = "<td>\("<")</td>"
        #expect(text("<tr>\(cell)\([cell, cell])</tr>") == "<tr><td>&lt;</td><td>&lt;</td><td>&lt;</td></tr>")
        #expect(text(cell + cell) == "<td>&lt;</td><td>&lt;</td>")
        #expect(text("\(7)") == "7")
    }

    @Test(arguments: [
        ("a\n\tb\n", "a\n\tb\n"), ("\n<b>\n", "\n&lt;b&gt;\n"), ("", ""),
        ("\u{1b}[1m", "<span class=\"control\">\\u{1b}</span>[1m"),
        ("\0\u{1b}", "<span class=\"control\">\\u{0}\\u{1b}</span>"), ("\r\n", "<span class=\"control\">\\r</span>\n"),
        (#"{"a":"\u{1b}\n"}"#, #"{&quot;a&quot;:&quot;\u{1b}\n&quot;}"#),
    ])
    func `line breaks are kept, and invisible characters are marked`(given: String, shown: String) {
        #expect(text(HTML(preformatted: Array(given.utf8))) == shown)
    }

    @Test func `invalid UTF-8 is shown as U+FFFD`() {
        #expect(text(HTML(preformatted: [0x61, 0xFF, 0xFE, 0x62])) == "a\u{FFFD}\u{FFFD}b")
        #expect(text(HTML(preformatted: [0xF0, 0x9F, 0x0A])) == "\u{FFFD}\n")
    }
}
