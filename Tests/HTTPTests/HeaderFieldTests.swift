import Formats
import Testing
import Values

@testable import HTTP

@Suite struct HeaderFieldTests {
    /// The value of a field that was sent as these bytes.
    private func value(_ bytes: [UInt8]) throws -> String {
        try HeadParser.field((Array("X: ".utf8) + bytes)[...]).value
    }

    @Test func `a value is read as UTF-8`() throws {
        #expect(try value(Array("größer €, 日本".utf8)).hasBytes(of: "größer €, 日本"))
        #expect(try value(Array("e\u{301}".utf8)).hasBytes(of: "e\u{301}"), "as it was sent, in two characters")
    }

    @Test(arguments: [
        ([0x67, 0x72, 0xF6, 0xDF, 0x65], "größe"), ([0xC3], "Ã"), ([0xC3, 0x28], "Ã("), ([0xC0, 0xAF], "À¯"),
        ([0xED, 0xA0, 0x80], "í\u{A0}\u{80}"), ([0xFF, 0xFE], "ÿþ"), ([0xC3, 0xA9, 0xE9], "Ã©é"),
    ])
    func `a value that is not UTF-8 is read as ISO 8859-1 as a whole`(bytes: [UInt8], text: String) throws {
        #expect(try value(bytes).hasBytes(of: text))
    }

    @Test func `spaces and tabs around a value are removed, other white space is kept`() throws {
        #expect(try value(Array(" \t a \t b \t ".utf8)) == "a \t b")
        #expect(try value([0xA0, 0x61, 0xA0]).hasBytes(of: "\u{A0}a\u{A0}"))
        #expect(try value([]).isEmpty)
    }

    @Test func `names compare as bytes, without regard to the case of ASCII`() {
        let fields = HeaderFields([
            .init(name: "X-KEY", value: "1"), .init(name: "x-key", value: "2"), .init(name: "X_KEY", value: "3"),
        ])
        #expect(fields[all: "x-Key"] == ["1", "2"])
        // Swift's own lowercasing maps the Kelvin sign to k.
        #expect(fields[all: "x-\u{212A}ey"].isEmpty && fields["x_key"] == "3")
    }

    @Test func `the authority of a target replaces the Host`() throws {
        let head = Array("GET http://a:1/x HTTP/1.1\r\nX: y\r\nHOST: b\r\n".utf8)
        let fields = try HeadParser.head(in: head[...], limits: Limits()).fields
        #expect(fields["host"] == "a:1" && fields["x"] == "y" && fields.fields.count == 2)
    }
}
