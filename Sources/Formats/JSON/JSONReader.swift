/// Reads JSON strictly (RFC 8259): one value, valid UTF-8, no name twice in an object, bounded nesting.
///
/// Foundation's JSONSerialization loses the order of members and the digits of large numbers, and both
/// reach commands (`PAYLOAD_` variables, `{field}` arguments); that is why this reader exists. A
/// duplicate object key is an error, because two readers of one text must not see two different events
/// (RFC 7493 §2.3 forbids it, too). A leading byte order mark is skipped (RFC 8259 §8.1).
package struct JSONReader: ~Copyable {
    /// Why a text is not JSON, and at which byte.
    package struct Mistake: Error, Sendable, Equatable, CustomStringConvertible {
        /// Counted from 0.
        package let offset: Int
        /// What is wrong, in lower case.
        package let reason: String
        /// `byte 17: expected ':'`.
        package var description: String { "byte \(offset): \(reason)" }
    }

    /// Maximum nesting of objects and arrays.
    package static let maximumDepth = 512

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Reads the one value that `bytes` hold.
    ///
    /// - Parameter bytes: the whole text, UTF-8.
    /// - Returns: the value.
    /// - Throws: the first mistake.
    package static func value(in bytes: [UInt8]) throws(Mistake) -> JSONValue {
        var reader = JSONReader(bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        reader.skipSpace()
        let value = try reader.value(depth: 0)
        reader.skipSpace()
        guard reader.position == bytes.count else { throw reader.mistake("text after the value") }
        return value
    }

    private var next: UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private func mistake(_ reason: String) -> Mistake {
        position < bytes.count
            ? Mistake(offset: position, reason: reason) : Mistake(offset: position, reason: "unexpected end")
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func expect(_ character: Unicode.Scalar) throws(Mistake) {
        guard next == UInt8(ascii: character) else { throw mistake("expected '\(character)'") }
        position += 1
    }

    private mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Mistake) -> JSONValue {
        guard depth <= Self.maximumDepth else { throw mistake("nested deeper than \(Self.maximumDepth) levels") }
        switch next {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(Mistake) -> JSONValue {
        for character in word.description.unicodeScalars { try expect(character) }
        return value
    }

    private mutating func object(depth: Int) throws(Mistake) -> JSONValue {
        try expect("{")
        skipSpace()
        if skip("}") { return .object([]) }
        var members: [JSONValue.Member] = []
        var names = MemberNames()
        repeat {
            skipSpace()
            let start = position
            let name = try string()
            guard names.insert(name) else { throw Mistake(offset: start, reason: "duplicate object key") }
            skipSpace()
            try expect(":")
            skipSpace()
            members.append(JSONValue.Member(name, try value(depth: depth + 1)))
            skipSpace()
        } while skip(",")
        try expect("}")
        return .object(members)
    }

    private mutating func array(depth: Int) throws(Mistake) -> JSONValue {
        try expect("[")
        skipSpace()
        if skip("]") { return .array([]) }
        var items: [JSONValue] = []
        repeat {
            skipSpace()
            items.append(try value(depth: depth + 1))
            skipSpace()
        } while skip(",")
        try expect("]")
        return .array(items)
    }

    private mutating func number() throws(Mistake) -> String {
        let start = position
        _ = skip("-")
        if !skip("0") { try digits("expected a value") }
        if skip(".") { try digits("expected a digit") }
        if skip("e") || skip("E") {
            _ = skip("+") || skip("-")
            try digits("expected a digit")
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func digits(_ otherwise: String) throws(Mistake) {
        let start = position
        while next?.isDigit == true { position += 1 }
        guard position > start else { throw mistake(otherwise) }
    }

    private mutating func string() throws(Mistake) -> String {
        try expect("\"")
        let start = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte >= 0x20 { position += 1 }
        let plain = bytes[start..<position]
        if skip("\"") { return try text(plain, at: start) }
        return try escapedString(startingWith: plain, at: start)
    }

    private mutating func escapedString(startingWith plain: ArraySlice<UInt8>, at start: Int) throws(Mistake) -> String
    {
        var unescaped = Array(plain)
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return try text(unescaped[...], at: start)
            case UInt8(ascii: "\\"):
                position += 1
                unescaped.append(contentsOf: Array(String(try escape()).utf8))
            case 0..<0x20:
                throw mistake("a control character in a string")
            default:
                unescaped.append(byte)
                position += 1
            }
        }
        throw mistake("")
    }

    private func text(_ bytes: ArraySlice<UInt8>, at start: Int) throws(Mistake) -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Mistake(offset: start, reason: "a string that is not UTF-8")
        }
        return text
    }

    /// What follows a backslash.
    private mutating func escape() throws(Mistake) -> Unicode.Scalar {
        guard let byte = next else { throw mistake("") }
        if byte == UInt8(ascii: "u") { return try unicodeEscape() }
        guard let scalar = Self.escapes[byte] else { throw mistake("an unknown escape in a string") }
        position += 1
        return scalar
    }

    private static let escapes: [UInt8: Unicode.Scalar] = [
        UInt8(ascii: "\""): "\"", UInt8(ascii: "\\"): "\\", UInt8(ascii: "/"): "/", UInt8(ascii: "b"): "\u{8}",
        UInt8(ascii: "f"): "\u{C}", UInt8(ascii: "n"): "\n", UInt8(ascii: "r"): "\r", UInt8(ascii: "t"): "\t",
    ]

    /// `uXXXX`, or two of them that make a surrogate pair.
    private mutating func unicodeEscape() throws(Mistake) -> Unicode.Scalar {
        let start = position
        let first = try fourHexDigits()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard first < 0xDC00, skip("\\"), next == UInt8(ascii: "u"), case let second = try fourHexDigits(),
            (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw Mistake(offset: start, reason: "half of a surrogate pair in a string") }
        return scalar
    }

    private mutating func fourHexDigits() throws(Mistake) -> UInt32 {
        try expect("u")
        var number: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = next?.hexadecimalDigit else {
                throw mistake("expected four hexadecimal digits")
            }
            number = number << 4 | UInt32(digit)
            position += 1
        }
        return number
    }
}
