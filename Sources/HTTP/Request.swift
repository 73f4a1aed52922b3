package import Values

/// A request that has arrived whole.
package struct HTTPRequest: Sendable, Equatable {
    /// As it was sent: `POST`, `GET`; case matters (RFC 9110 §9.1).
    package var method: String
    /// The path, percent-decoded, without the query.
    package var path: String
    /// What stands behind `?`, as it was sent; nil if there is none.
    package var query: String?
    /// The header.
    package var fields: HeaderFields
    /// The body, chunks joined.
    package var body: [UInt8]

    /// Puts a request together.
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
