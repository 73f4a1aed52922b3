import Formats
import Values

/// Fields that count only before a body (RFC 9110 §6.5.1).
enum TrailerField {
    /// Framing, routing, credentials, conditions, and what says how a body is to be read.
    private static let forbiddenNames: Set<String> = [
        "age", "authorization", "cache-control", "connection", "cookie", "date", "expect", "expires", "forwarded",
        "host",
        "keep-alive", "location", "max-forwards", "pragma", "range", "retry-after", "set-cookie", "te", "trailer",
        "transfer-encoding", "upgrade", "vary", "via", "warning", "www-authenticate",
    ]
    private static let forbiddenPrefixes = ["content-", "if-", "proxy-", "x-forwarded-"]

    /// Whether a field of this name may not stand in trailers.
    static func isForbidden(_ name: String) -> Bool {
        let lower = String(decoding: name.utf8.map(\.lowercasedASCII), as: UTF8.self)
        return forbiddenNames.contains(lower) || forbiddenPrefixes.contains { lower.hasFirstBytes(of: $0) }
    }
}
