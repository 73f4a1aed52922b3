import Formats
import Values

/// The grammar of `Forwarded`, RFC 7239 §4: `for=192.0.2.1;proto=https, for="[2001:db8::1]:4711"`.
struct ForwardedHeader {
    private var rest: Substring.UTF8View

    private init(_ value: String) {
        rest = Substring(value).utf8
    }

    private struct Element {
        var names: Set<[UInt8]> = []
        var forValue: String?
    }

    /// The value of `for` in each element, nil for an element without one; nil if the header is malformed.
    ///
    /// The whole value is parsed, from its start: a quote that a client leaves open would hide what a proxy has
    /// appended.
    static func elements(of value: String) -> [String?]? {
        var header = ForwardedHeader(value)
        var elements: [String?] = []
        repeat {
            guard let element = header.element() else { return nil }
            // A list may have empty elements: RFC 9110 §5.6.1.2.
            if !element.names.isEmpty { elements.append(element.forValue) }
        } while header.skip(",")
        return header.rest.isEmpty ? elements : nil
    }

    /// Pairs such as `for=192.0.2.1`; nil for anything else, or a duplicate name. Skips white space around semicolons.
    private mutating func element() -> Element? {
        var element = Element()
        repeat {
            skipBlanks()
            let name = takeToken().map(\.lowercasedASCII)
            guard !name.isEmpty else { continue }
            guard skip("="), let value = self.value(), element.names.insert(name).inserted else { return nil }
            if name.elementsEqual("for".utf8) { element.forValue = value }
            skipBlanks()
        } while skip(";")
        return element
    }

    private mutating func value() -> String? {
        if rest.first == UInt8(ascii: "\"") { return quotedString() }
        let token = takeToken()
        return token.isEmpty ? nil : String(decoding: token, as: UTF8.self)
    }

    /// RFC 9110 §5.6.4; nil if the closing quote is missing.
    private mutating func quotedString() -> String? {
        rest.removeFirst()
        var bytes: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return String(decoding: bytes, as: UTF8.self)
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                bytes.append(escaped)
            default: bytes.append(byte)
            }
        }
        return nil
    }

    private mutating func takeToken() -> [UInt8] {
        let token = Array(rest.prefix(while: \.isTokenCharacter))
        rest = rest.dropFirst(token.count)
        return token
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func skipBlanks() {
        rest = rest.drop { $0 == 0x20 || $0 == 0x09 }
    }
}
