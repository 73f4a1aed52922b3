import Testing
import Values

@Suite struct SignedTextTests {
    @Test(arguments: [
        ("{body}", "{body}"), ("{id}.{timestamp}.{body}", "{id}.{timestamp}.{body}"), ("v0:{timestamp}:{body}", nil),
        ("", ""), ("{", nil), ("}", nil), ("{}", nil), ("{Body}", nil), ("{{body}}", nil), ("{body", nil),
    ])
    func `a signed text has its three gaps and no other`(text: String, expected: String?) {
        #expect(SignedText(text)?.description == (text.hasPrefix("v0") ? text : expected))
    }
}
