import Formats
import Values

/// What may follow a chunk's size: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`, RFC 9112 §7.1.1.
///
/// The extensions are passed over, and yet checked: programs that disagree on where they end disagree on where the chunk
/// begins.
enum ChunkExtensions {
    /// Whether the bytes are extensions, or nothing.
    static func areValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            rest = rest.drop(while: \.isSpace)
            guard rest.popFirst() == UInt8(ascii: ";") else { return false }
            rest = rest.drop(while: \.isSpace)
            guard takeToken(from: &rest) else { return false }
            let value = rest.drop(while: \.isSpace)
            guard value.first == UInt8(ascii: "=") else { continue }
            rest = value.dropFirst().drop(while: \.isSpace)
            guard takeToken(from: &rest) || takeQuotedString(from: &rest) else { return false }
        }
        return true
    }

    private static func takeToken(from rest: inout ArraySlice<UInt8>) -> Bool {
        let token = rest.prefix(while: \.isTokenCharacter)
        rest = rest.dropFirst(token.count)
        return !token.isEmpty
    }

    /// RFC 9110 §5.6.4. No control character is in the line: its reader has seen to that.
    private static func takeQuotedString(from rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return false }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\"), rest.popFirst() == nil { return false }
        }
        return false
    }
}
