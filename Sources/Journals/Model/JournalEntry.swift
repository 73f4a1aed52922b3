package import Values

/// A delivery to be written, with its runs.
package struct JournalEntry: Sendable {
    /// A run to be written.
    package struct Run: Sendable, Equatable {
        package let hook: String
        /// Runs of one hook with the same lane wait for each other; nil for a run that never waits.
        package let lane: String?
        /// Whether the pending runs of its lane are cancelled (`order latest`); a running one continues.
        package let cancelsWaiting: Bool

        package init(hook: String, lane: String? = nil, cancelsWaiting: Bool = false) {
            self.hook = hook
            self.lane = lane
            self.cancelsWaiting = cancelsWaiting
        }
    }

    /// How a repeated delivery is recognised.
    package struct Fingerprint: Sendable, Equatable {
        /// Equal for equal deliveries: an id of the provider, or a digest.
        package let key: [UInt8]
        /// Equal for equal signed bytes, where the id can be changed without breaking the signature; nil elsewhere. Never
        /// equal to the `key` of any delivery.
        package let signature: [UInt8]?
        /// Deliveries received before this moment do not count.
        package let since: Timestamp

        package init(key: [UInt8], signature: [UInt8]? = nil, since: Timestamp) {
            self.key = key
            self.signature = signature
            self.since = since
        }

        /// All keys: a delivery is repeated if one that has any of them came before.
        var keys: [[UInt8]] { [key] + (signature.map { [$0] } ?? []) }
    }

    /// How many runs may wait; nil for any number.
    package struct Room: Sendable, Equatable {
        /// Of all endpoints together.
        package let overall: Int?
        /// Of the delivery's endpoint.
        package let endpoint: Int?

        package init(overall: Int? = nil, endpoint: Int? = nil) {
            self.overall = overall
            self.endpoint = endpoint
        }
    }

    package let delivery: Delivery
    /// Its runs, each for a hook of its own; none where no hook wants the event.
    package let runs: [Run]
    /// Nil where repeated deliveries run again.
    package let fingerprint: Fingerprint?
    /// How many runs may wait before it is refused.
    package let room: Room

    package init(delivery: Delivery, runs: [Run], fingerprint: Fingerprint? = nil, room: Room = Room()) {
        self.delivery = delivery
        self.runs = runs
        self.fingerprint = fingerprint
        self.room = room
    }
}

/// What became of a delivery that was to be written.
package enum RecordOutcome: Sendable, Equatable {
    /// It is on disk.
    case recorded
    /// It repeats this one; nothing was written.
    case duplicate(of: DeliveryID)
    /// Too many runs wait; nothing was written.
    case noRoom
}
