package import Values

/// Which deliveries to list.
package struct DeliveryQuery: Sendable, Equatable {
    /// Only these.
    package var ids: [DeliveryID]?
    /// Only those in this state.
    package var state: DeliveryState?
    /// Only those of this event.
    package var event: String?
    /// Only those of this endpoint.
    package var endpoint: String?
    /// Only those received at this moment or later.
    package var since: Timestamp?
    /// Only those with a greater id: what is newer than a known delivery.
    package var after: DeliveryID?
    /// Only those with a smaller id: the next page.
    package var before: DeliveryID?
    /// How many at most.
    package var limit = 50

    /// The newest 50.
    package init() {}
}
