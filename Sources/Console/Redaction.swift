import Formats
import Values

/// Takes what must not be shown out of texts of others: a server may well repeat a token in its message.
struct Redaction: Sendable, Equatable {
    private let secrets: [String]

    /// Hides each of these, as it is and percent-encoded; empty ones are none.
    init(_ secrets: [String]) {
        // Longer ones first: one may be a part of another.
        self.secrets = Set(secrets.flatMap { [$0, $0.percentEncoded] }).subtracting([""])
            .sorted { $0.utf8.count > $1.utf8.count }
    }

    /// The text with `<secret>` in the place of each.
    func applied(to text: String) -> String {
        secrets.reduce(text) { $0.replacingBytes(of: $1, with: "<secret>") }
    }
}
