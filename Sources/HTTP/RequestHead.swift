package import Values

/// A request's line and header, before its body.
package struct RequestHead: Sendable, Equatable {
    /// As sent: `POST`, `GET`; case matters (RFC 9110 §9.1).
    package var method: String
    /// Percent-decoded, without the query.
    package var path: String
    /// The query after `?`, as sent; nil if there is none.
    package var query: String?
    package var fields: HeaderFields
    /// HTTP/1.`minorVersion`.
    var minorVersion: Int
    var framing: Framing
    /// Whether the connection stays open after this request.
    var keepsAlive: Bool
    /// Whether the client waits for `100 Continue` before it sends the body.
    var expectsContinue: Bool

    /// How the end of the body is found (RFC 9112 §6.3).
    enum Framing: Sendable, Equatable {
        case length(Int)
        case chunked
    }

    /// A head as tests need it.
    package init(method: String, path: String, query: String? = nil, fields: HeaderFields = HeaderFields()) {
        self.init(
            method: method, path: path, query: query, fields: fields, minorVersion: 1, framing: .length(0),
            keepsAlive: true, expectsContinue: false)
    }

    init(
        method: String, path: String, query: String?, fields: HeaderFields, minorVersion: Int, framing: Framing,
        keepsAlive: Bool, expectsContinue: Bool
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.fields = fields
        self.minorVersion = minorVersion
        self.framing = framing
        self.keepsAlive = keepsAlive
        self.expectsContinue = expectsContinue
    }
}
