/// A connection that may be closed when another one needs its place.
struct SpareConnection: Comparable {
    /// What it does, in the order in which connections go.
    enum Kind: Comparable {
        /// Waits for a client that has had its answer to come back.
        case idle
        /// Has sent nothing yet.
        case silent
        /// Has been answered for the last time.
        case lingering
        /// Sends a head.
        case inHead
        /// Sends a body.
        case inBody
        /// Does not take its answer.
        case untaken
    }

    let kind: Kind
    let began: ContinuousClock.Instant
    let token: UInt64

    /// A client that has just connected is left its time to send a request, however many connect at once.
    static let grace: Duration = .seconds(1)

    static func < (left: Self, right: Self) -> Bool {
        left.kind != right.kind ? left.kind < right.kind : left.began < right.began
    }

    /// Which of them go, at most `count`: the least busy ones first, and of these the oldest.
    static func chosen(_ count: Int, of connections: some Sequence<Self>, at now: ContinuousClock.Instant) -> [Self] {
        Array(connections.filter { $0.kind == .idle || now - $0.began >= grace }.sorted().prefix(count))
    }
}
