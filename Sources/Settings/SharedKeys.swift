import Formats
import Values

/// Warns of endpoints with the same key: a signature does not cover the path, so a request recorded at one of them is
/// accepted by the others.
enum SharedKeys {
    struct Key {
        fileprivate let bytes: [UInt8]
        fileprivate let path: Token
        fileprivate let span: Span

        /// - Parameters:
        ///   - secret: as it was read.
        ///   - provider: knows which spellings are the same key.
        ///   - path: the endpoint's.
        ///   - span: the directive that gives it.
        init(_ secret: Secret, of provider: ProviderName?, at path: Token, given span: Span) {
            bytes = (provider?.signingKey(of: secret) ?? secret).bytes
            self.path = path
            self.span = span
        }
    }

    /// Not in constant time: no sender sees how long the start takes.
    static func check(_ keys: [Key], _ findings: Findings) {
        var first: [[UInt8]: Key] = [:]
        for key in keys {
            guard let other = first[key.bytes] else {
                first[key.bytes] = key
                continue
            }
            guard !other.path.text.hasBytes(of: key.path.text) else { continue }
            findings.warning(
                "endpoints \(other.path.shown) and \(key.path.shown) have the same key", at: key.span,
                help: "use different keys: a request recorded at one is accepted by the other",
                note: ("the key of \(other.path.shown) is given here", other.span))
        }
    }
}
