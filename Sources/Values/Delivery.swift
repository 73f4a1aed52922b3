/// One accepted request: an event with its payload, under one id.
public struct Delivery: Sendable, Equatable {
    /// Its name, for people and for the journal.
    public let id: DeliveryID
    /// Path of the endpoint that took it in.
    public let endpoint: String
    /// Name of the provider whose signature was verified, such as `circularo`.
    public let provider: String
    /// The event's name, as the provider spelled it.
    public let event: String
    /// The request body, byte for byte.
    public let body: [UInt8]
    /// When the request was complete.
    public let receivedAt: Timestamp

    /// Puts a delivery together.
    public init(
        id: DeliveryID, endpoint: String, provider: String, event: String, body: [UInt8], receivedAt: Timestamp
    ) {
        self.id = id
        self.endpoint = endpoint
        self.provider = provider
        self.event = event
        self.body = body
        self.receivedAt = receivedAt
    }
}
