import Journals
import Values

/// Which deliveries a list that goes on has to show: those that are new, and those whose state is another. Pure.
///
/// It remembers a bounded number of deliveries: over that, the oldest are forgotten, those first with which all is over.
struct FollowedDeliveries: Sendable {
    private let capacity: Int
    private var states: [DeliveryID: DeliveryState] = [:]
    /// Nothing up to here is new.
    private var forgotten: DeliveryID?
    private var newest: Timestamp?

    /// A delivery may come to be in the journal this much later than it says.
    private static let delay: Duration = .seconds(10)

    /// Remembers at most so many.
    init(capacity: Int = 1000) {
        self.capacity = capacity
    }

    /// Those to look at again.
    var watched: [DeliveryID] { Array(states.keys) }

    /// What is new has a greater id; nil if anything is new.
    var horizon: DeliveryID? {
        let recent = newest.map { DeliveryID(lowestAt: $0 - Self.delay) }
        return [recent, forgotten].compactMap { $0 }.max()
    }

    /// Knows these, which need not be shown; what is older and not among them is not new either.
    mutating func know(_ deliveries: [DeliverySummary]) {
        for delivery in deliveries { note(delivery) }
        forgetSome()
    }

    /// Everything up to this one has been there before.
    mutating func begin(after id: DeliveryID) {
        forgotten = max(forgotten ?? id, id)
    }

    /// Takes in how deliveries are now.
    ///
    /// - Parameter deliveries: each at most once.
    /// - Returns: those to be shown, the oldest first.
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
            (left.value.isOver ? 0 : 1, left.key) < (right.value.isOver ? 0 : 1, right.key)
        }
        for (id, _) in order.prefix(states.count - capacity * 3 / 4) {
            states[id] = nil
            begin(after: id)
        }
    }
}

extension DeliveryState {
    /// Whether nothing more happens unless somebody asks for it.
    fileprivate var isOver: Bool { self != .running && self != .pending }
}
