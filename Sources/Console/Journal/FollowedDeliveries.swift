import Journals
import Values

/// Decides which deliveries `list --follow` shows: new ones, and those whose state has changed. Pure.
///
/// It remembers a bounded number of deliveries, and forgets the oldest finished ones first.
struct FollowedDeliveries: Sendable {
    private let capacity: Int
    private var states: [DeliveryID: DeliveryState] = [:]
    /// Deliveries up to this one are not new.
    private var forgotten: DeliveryID?
    private var newest: Timestamp?

    /// Maximum delay between the time of a delivery and its commit.
    private static let delay: Duration = .seconds(10)

    init(capacity: Int = 1000) {
        self.capacity = capacity
    }

    /// The deliveries to check for changes.
    var watched: [DeliveryID] { Array(states.keys) }

    /// New deliveries have greater ids; nil if all are new.
    var horizon: DeliveryID? {
        let recent = newest.map { DeliveryID(lowestAt: $0 - Self.delay) }
        return [recent, forgotten].compactMap { $0 }.max()
    }

    /// Remembers deliveries without showing them.
    mutating func know(_ deliveries: [DeliverySummary]) {
        for delivery in deliveries { note(delivery) }
        forgetSome()
    }

    /// Treats deliveries up to this one as known.
    mutating func begin(after id: DeliveryID) {
        forgotten = max(forgotten ?? id, id)
    }

    /// Updates the remembered states.
    ///
    /// - Parameter deliveries: in their current state, each at most once.
    /// - Returns: the deliveries to show, oldest first.
    mutating func take(_ deliveries: [DeliverySummary]) -> [DeliverySummary] {
        let shown = deliveries.filter { delivery in
            guard let state = states[delivery.id] else { return forgotten.map { delivery.id > $0 } ?? true }
            return state != delivery.state
        }
        for delivery in shown { note(delivery) }
        forgetSome()
        return shown.sorted { $0.id < $1.id }
    }

    private mutating func note(_ delivery: DeliverySummary) {
        states[delivery.id] = delivery.state
        newest = max(newest ?? delivery.receivedAt, delivery.receivedAt)
    }

    private mutating func forgetSome() {
        guard states.count > capacity else { return }
        let order = states.sorted { left, right in
            (left.value.isFinal ? 0 : 1, left.key) < (right.value.isFinal ? 0 : 1, right.key)
        }
        for (id, _) in order.prefix(states.count - capacity * 3 / 4) {
            states[id] = nil
            begin(after: id)
        }
    }
}

extension DeliveryState {
    fileprivate var isFinal: Bool { self != .running && self != .pending }
}
