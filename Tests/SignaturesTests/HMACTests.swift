import Formats
import Testing
import Values

@testable import Signatures

/// The vectors of RFC 4231 §4 for HMAC-SHA-256, <https://www.rfc-editor.org/rfc/rfc4231#section-4>.
@Suite struct HMACTests {
    struct Vector: Sendable {
        let name: String
        let key: [UInt8]
        let message: [UInt8]
        let code: String
    }

    static let vectors = [
        Vector(
            name: "4.2", key: repeated(0x0B, 20), message: Array("Hi There".utf8),
            code: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"),
        Vector(
            name: "4.3", key: Array("Jefe".utf8), message: Array("what do ya want for nothing?".utf8),
            code: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        Vector(
            name: "4.4", key: repeated(0xAA, 20), message: repeated(0xDD, 50),
            code: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"),
        Vector(
            name: "4.5", key: Array(1...25), message: repeated(0xCD, 50),
            code: "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"),
        Vector(
            name: "4.7", key: repeated(0xAA, 131),
            message: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            code: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"),
        Vector(
            name: "4.8", key: repeated(0xAA, 131),
            message: Array(
                ("This is a test using a larger than block-size key and a larger than block-size data. "
                    + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
            code: "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"),
    ]

    private static func repeated(_ byte: UInt8, _ count: Int) -> [UInt8] {
        Array(repeating: byte, count: count)
    }

    @Test(arguments: vectors)
    func `HMAC-SHA-256 computes the values of RFC 4231`(vector: Vector) {
        let code = HMAC.code(of: vector.message, key: Secret(vector.key), algorithm: .sha256)
        #expect(code.hexadecimal == vector.code)
    }

    @Test func `only equal codes compare as equal`() {
        #expect(HMAC.areEqual([1, 2, 3], [1, 2, 3]))
        #expect(!HMAC.areEqual([1, 2, 3], [1, 2, 4]))
        #expect(!HMAC.areEqual([1, 2, 3], [1, 2]))
        #expect(!HMAC.areEqual([], [1]))
    }

    @Test(arguments: [("", [UInt8]()), ("00fF", [0, 255]), ("0", nil), ("0g", nil), ("０0", nil), (" 00", nil)])
    func `hexadecimal text is decoded in either letter case, or rejected`(text: String, bytes: [UInt8]?) {
        #expect([UInt8](hexadecimal: text) == bytes)
    }

    @Test func `pieces that join to the same text have different fingerprints`() {
        let pieces = [[Array("ab".utf8), Array("c".utf8)], [Array("a".utf8), Array("bc".utf8)], [Array("abc".utf8)]]
        #expect(Set(pieces.map(Fingerprint.of)).count == 3)
        #expect(Fingerprint.of(pieces[0]) == Fingerprint.of(pieces[0]))
        #expect(Fingerprint.of([[]]).count == 32)
    }
}
