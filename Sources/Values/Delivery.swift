/// One accepted request: an event with its payload, under one id.
package struct Delivery: Sendable, Equatable {
    package let id: DeliveryID
    /// Path of the endpoint that accepted it.
    package let endpoint: String
    /// Name of the provider whose signature was verified, such as `circularo`.
    package let provider: String
    /// The event's name, as the provider spelled it.
    package let event: String
    /// The request body, byte for byte.
    package let body: [UInt8]
    /// When the request was complete.
    package let receivedAt: Timestamp
    /// Address of the client that sent it; nil if that is unknown.
    package let client: String?

    package init(
        id: DeliveryID, endpoint: String, provider: String, event: String, body: [UInt8], receivedAt: Timestamp,
        client: String? = nil
    ) {
        self.id = id
        self.endpoint = endpoint
        self.provider = provider
        self.event = event
        self.body = body
        self.receivedAt = receivedAt
        self.client = client
    }
}
