package import Values

/// Which final runs to rerun.
package enum RunSelection: Sendable, Equatable {
    /// Those of these deliveries that failed or were cancelled; of a delivery with none of these, all.
    case deliveries([DeliveryID])
    /// All that failed, for deliveries of this event and since this moment, where they are named.
    case failed(event: String?, since: Timestamp?)
}
