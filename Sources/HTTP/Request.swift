package import Values

/// A complete request.
package struct HTTPRequest: Sendable, Equatable {
    /// As sent: `POST`, `GET`; case matters (RFC 9110 §9.1).
    package var method: String
    /// Percent-decoded, without the query.
    package var path: String
    /// The query after `?`, as sent; nil if there is none.
    package var query: String?
    package var fields: HeaderFields
    /// Chunks are joined.
    package var body: [UInt8]

    package init(
        method: String, path: String, query: String? = nil, fields: HeaderFields = HeaderFields(), body: [UInt8] = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }
}
