import Formats
import Values

/// Chunk extensions: `*( BWS ";" BWS name [ BWS "=" BWS value ] )`, RFC 9112 §7.1.1.
///
/// They are ignored but validated: programs that disagree on where they end disagree on where the chunk begins.
enum ChunkExtensions {
    /// True for no bytes, too.
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

    /// RFC 9110 §5.6.4. The caller has already rejected control characters in the line.
    private static func takeQuotedString(from rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.popFirst() == UInt8(ascii: "\"") else { return false }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\"), rest.popFirst() == nil { return false }
        }
        return false
    }
}
