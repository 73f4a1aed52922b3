import Formats
import Testing

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
}
