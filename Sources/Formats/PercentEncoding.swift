/// Percent-encoding of URLs (RFC 3986 §2.1), and of HTML forms, where `+` is a space
/// (<https://url.spec.whatwg.org/#application/x-www-form-urlencoded>).
package enum PercentEncoding {
    /// The decoded bytes; nil where two hexadecimal digits do not follow a `%`.
    package static func bytes(of text: some Collection<UInt8>, plusIsSpace: Bool = false) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimalDigit, let low = rest.next()?.hexadecimalDigit else {
                    return nil
                }
                bytes.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: bytes.append(0x20)
            default: bytes.append(byte)
            }
        }
        return bytes
    }

    /// A name or value of a form or of a query, decoded; nil if it is invalid or not UTF-8.
    package static func formText(_ piece: some Collection<UInt8>) -> String? {
        bytes(of: piece, plusIsSpace: true).flatMap { String(validating: $0, as: UTF8.self) }
    }
}

extension String {
    /// Percent-encoded, but for the characters that mean nothing anywhere in a URL (RFC 3986 §2.3).
    package var percentEncoded: String {
        let digits = Array("0123456789ABCDEF".utf8)
        let bytes = utf8.flatMap { byte in
            byte.isUnreserved ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
