/// A connection that may be closed to make room for another one.
struct EvictionCandidate: Comparable {
    /// Ranks, the first to be closed first.
    enum Kind: Comparable {
        /// Answered, and waiting for the client's next request.
        case idle
        /// Nothing received yet.
        case silent
        /// The last answer has been sent.
        case lingering
        /// Receiving a head.
        case inHead
        /// Receiving a body.
        case inBody
        /// Sending an answer that the client has not read yet.
        case writing
    }

    let kind: Kind
    let began: ContinuousClock.Instant
    let token: UInt64

    /// A new connection is kept this long, so that its client can send a request however many connect at once.
    static let grace: Duration = .seconds(1)

    static func < (left: Self, right: Self) -> Bool {
        left.kind != right.kind ? left.kind < right.kind : left.began < right.began
    }

    /// Chooses at most `count` of them: the least busy first, and of these the oldest.
    static func chosen(_ count: Int, of connections: some Sequence<Self>, at now: ContinuousClock.Instant) -> [Self] {
        Array(connections.filter { $0.kind == .idle || now - $0.began >= grace }.sorted().prefix(count))
    }
}
