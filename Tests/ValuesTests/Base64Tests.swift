import Testing
import Values

/// The vectors of RFC 4648 §10, and texts that are not base64.
@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `base64 encodes and decodes the vectors of RFC 4648`(text: String, encoded: String) {
        #expect(Array(text.utf8).base64 == encoded)
        #expect([UInt8](base64: Array(encoded.utf8)) == Array(text.utf8))
    }

    @Test func `base64 of any bytes decodes to the same bytes`() {
        for length in 0..<70 {
            let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 251) }
            #expect([UInt8](base64: Array(bytes.base64.utf8)) == bytes)
        }
        #expect([UInt8](0...255).base64.contains("+") && [UInt8](0...255).base64.contains("/"))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zg==Zg==", "=Zg=", "====", "Zm9v=", "Zm9 ", "Zm9v\n", "Zm-_",
        "Zm9ö",
    ])
    func `anything else is nothing, so that one text stands for one value`(text: String) {
        #expect([UInt8](base64: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true), ("whsec_", false),
        ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", false),
        ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw ", false), ("whsec_*", false), ("WHSEC_Zm9v", false),
    ])
    func `a key of Standard Webhooks is whsec_ and base64, and no problem shows it`(text: String, isKey: Bool) {
        let problem = ProviderName.standardWebhooks.problem(with: Secret(Array(text.utf8)))
        #expect((problem == nil) == isKey)
        #expect(problem?.contains("MfKQ9") != true)
        #expect(ProviderName.github.problem(with: Secret(Array(text.utf8))) == nil)
    }

    @Test(arguments: [
        ("{body}", "{body}"), ("{id}.{timestamp}.{body}", "{id}.{timestamp}.{body}"), ("v0:{timestamp}:{body}", nil),
        ("", ""), ("{", nil), ("}", nil), ("{}", nil), ("{Body}", nil), ("{{body}}", nil), ("{body", nil),
    ])
    func `a signed text has its three gaps and no other`(text: String, expected: String?) {
        #expect(SignedText(text)?.description == (text.hasPrefix("v0") ? text : expected))
    }
}
