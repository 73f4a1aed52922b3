public import Values

/// A delivery to be written, with its runs.
public struct JournalEntry: Sendable {
    /// A run to be written.
    public struct Run: Sendable, Equatable {
        /// Name of the hook.
        public let hook: String
        /// Runs of one hook with the same lane wait for each other; nil waits for nobody.
        public let lane: String?
        /// Whether the pending runs of its lane are cancelled (`order latest`); a running one goes on.
        public let cancelsWaiting: Bool

        /// Makes a run.
        public init(hook: String, lane: String? = nil, cancelsWaiting: Bool = false) {
            self.hook = hook
            self.lane = lane
            self.cancelsWaiting = cancelsWaiting
        }
    }

    /// How a repeated delivery is recognised.
    public struct Fingerprint: Sendable, Equatable {
        /// Equal for equal deliveries: an id of the provider, or a digest.
        public let key: [UInt8]
        /// Equal for equal signed bytes, where the id can be changed without breaking the signature; nil elsewhere. Never
        /// equal to the `key` of any delivery.
        public let signature: [UInt8]?
        /// Deliveries received before this moment do not count.
        public let since: Timestamp

        /// Makes a fingerprint.
        public init(key: [UInt8], signature: [UInt8]? = nil, since: Timestamp) {
            self.key = key
            self.signature = signature
            self.since = since
        }

        /// All keys: a delivery is repeated if one that has any of them came before.
        var keys: [[UInt8]] { [key] + (signature.map { [$0] } ?? []) }
    }

    /// How many runs may wait; nil for any number.
    public struct Room: Sendable, Equatable {
        /// Of all endpoints together.
        public let overall: Int?
        /// Of the delivery's endpoint.
        public let endpoint: Int?

        /// Makes a bound.
        public init(overall: Int? = nil, endpoint: Int? = nil) {
            self.overall = overall
            self.endpoint = endpoint
        }
    }

    /// The delivery.
    public let delivery: Delivery
    /// Its runs, each for a hook of its own; none where no hook wants the event.
    public let runs: [Run]
    /// Nil where repeated deliveries run again.
    public let fingerprint: Fingerprint?
    /// How many runs may wait before it is refused.
    public let room: Room

    /// Puts an entry together.
    public init(delivery: Delivery, runs: [Run], fingerprint: Fingerprint? = nil, room: Room = Room()) {
        self.delivery = delivery
        self.runs = runs
        self.fingerprint = fingerprint
        self.room = room
    }
}

/// What became of a delivery that was to be written.
public enum RecordOutcome: Sendable, Equatable {
    /// It is on disk.
    case recorded
    /// It repeats this one; nothing was written.
    case duplicate(of: DeliveryID)
    /// Too many runs wait; nothing was written.
    case noRoom
}
