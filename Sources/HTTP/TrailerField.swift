import Formats
import Values

/// Fields that are not allowed in trailers (RFC 9110 §6.5.1).
enum TrailerField {
    /// Fields for framing, routing, credentials, conditions and the body's format.
    private static let forbiddenNames: Set<String> = [
        "age", "authorization", "cache-control", "connection", "cookie", "date", "expect", "expires", "forwarded",
        "host",
        "keep-alive", "location", "max-forwards", "pragma", "range", "retry-after", "set-cookie", "te", "trailer",
        "transfer-encoding", "upgrade", "vary", "via", "warning", "www-authenticate",
    ]
    private static let forbiddenPrefixes = ["content-", "if-", "proxy-", "x-forwarded-"]

    static func isForbidden(_ name: String) -> Bool {
        let lower = String(decoding: name.utf8.map(\.lowercasedASCII), as: UTF8.self)
        return forbiddenNames.contains(lower) || forbiddenPrefixes.contains { lower.hasFirstBytes(of: $0) }
    }
}
