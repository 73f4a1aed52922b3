public import Values

/// An answer, before it becomes bytes.
public struct HTTPResponse: Sendable, Equatable {
    /// The status code, 200 to 599.
    public var status: Int
    /// Header fields beside `Content-Length`, `Date` and `Connection`, which the connection adds.
    public var fields: HeaderFields
    /// The body.
    public var body: [UInt8]
    /// Whether the connection ends after this answer.
    public var closes: Bool

    /// Puts an answer together.
    public init(status: Int, fields: HeaderFields = HeaderFields(), body: [UInt8] = [], closes: Bool = false) {
        self.status = status
        self.fields = fields
        self.body = body
        self.closes = closes
    }
}
