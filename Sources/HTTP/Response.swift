package import Values

package struct HTTPResponse: Sendable, Equatable {
    /// 200 to 599.
    package var status: Int
    /// Without `Content-Length`, `Date` and `Connection`, which the connection adds.
    package var fields: HeaderFields
    package var body: [UInt8]
    /// Whether the connection closes after this answer.
    package var closes: Bool

    package init(status: Int, fields: HeaderFields = HeaderFields(), body: [UInt8] = [], closes: Bool = false) {
        self.status = status
        self.fields = fields
        self.body = body
        self.closes = closes
    }
}
