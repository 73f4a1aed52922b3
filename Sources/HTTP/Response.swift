package import Values

/// An answer, before it becomes bytes.
package struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200 to 599.
    package var status: Int
    /// Header fields beside `Content-Length`, `Date` and `Connection`, which the connection adds.
    package var fields: HeaderFields
    /// The body.
    package var body: [UInt8]
    /// Whether the connection ends after this answer.
    package var closes: Bool

    /// Puts an answer together.
    package init(status: Int, fields: HeaderFields = HeaderFields(), body: [UInt8] = [], closes: Bool = false) {
        self.status = status
        self.fields = fields
        self.body = body
        self.closes = closes
    }
}
