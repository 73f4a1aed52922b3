import Formats
import Values

/// Warns where one key serves several endpoints: a signature does not cover the path, so a request that was recorded at one
/// of them passes at the others.
enum SharedKeys {
    /// A key of an endpoint.
    struct Key {
        fileprivate let bytes: [UInt8]
        fileprivate let path: Token
        fileprivate let span: Span

        /// Notes a key.
        ///
        /// - Parameters:
        ///   - secret: as it was read.
        ///   - provider: whose it is; two spellings of one key are the same key.
        ///   - path: the endpoint's.
        ///   - span: the directive that gives it.
        init(_ secret: Secret, of provider: ProviderName?, at path: Token, given span: Span) {
            bytes = (provider?.signingKey(of: secret) ?? secret).bytes
            self.path = path
            self.span = span
        }
    }

    /// Compares all keys. They are compared once, at the start, so the time that it takes tells no sender anything.
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
                help: "give each a key of its own: a request recorded at one passes at the other",
                note: ("the key of \(other.path.shown) is given here", other.span))
        }
    }
}
