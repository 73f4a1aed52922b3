import Formats
import Values

/// Removes secrets from foreign texts: a server may repeat a token in its message.
struct Redaction: Sendable, Equatable {
    private let secrets: [String]

    /// Hides each non-empty secret, verbatim and percent-encoded.
    init(_ secrets: [String]) {
        // Longest first: one may be a part of another.
        self.secrets = Set(secrets.flatMap { [$0, $0.percentEncoded] }).subtracting([""])
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    /// Replaces each secret by `<secret>`.
    func applied(to text: String) -> String {
        secrets.reduce(text) { $0.replacingBytes(of: $1, with: "<secret>") }
    }
}
