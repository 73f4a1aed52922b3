/// The memory that all requests together take up, and which of them go when it is too much: `max-request-memory`.
///
/// What has really arrived counts, not what is announced: so a client that sends little holds up no other. Requests that
/// are being answered are left alone. Of the others, the one that began first goes first: a sender in good faith is done
/// long before one that holds on to its memory on purpose, and can send again.
struct RequestMemory {
    /// A request that is not there as a whole.
    struct Arriving {
        let token: UInt64
        let began: ContinuousClock.Instant
        let bytes: Int
    }

    /// How much they may take up.
    var bound: Int
    /// How much those take up that are not there as a whole.
    private(set) var arriving = 0
    /// How much those take up that are being answered.
    private(set) var answering = 0
    /// The most that was in use since memory was last given back.
    private var peak = 0

    /// Less is not worth the search for memory that can be given back.
    private static let leastPeak = 8 << 20

    /// So much more than needed is made free, as a share of the bound: else each further piece would begin a search.
    private static let slack = 16

    init(bound: Int) {
        self.bound = bound
    }

    /// Whether more is in use than may be.
    var isExceeded: Bool { arriving + answering > bound }

    /// Counts what a connection holds more than before, or less.
    mutating func change(by bytes: Int) {
        arriving += bytes
        peak = max(peak, arriving + answering)
    }

    /// Counts a request that is to be answered.
    mutating func begin(answering bytes: Int) {
        answering += bytes
    }

    /// Counts a request that has been answered.
    mutating func end(answering bytes: Int) {
        answering -= bytes
    }

    /// Whether so much has become free that it is time to give memory back; then counting begins again.
    mutating func isPastPeak() -> Bool {
        guard peak >= Self.leastPeak, arriving + answering <= peak / 4 else { return false }
        peak = arriving + answering
        return true
    }

    /// Whether a body of this length can find room when all that can go has gone.
    func hasRoom(for bytes: Int) -> Bool { answering == 0 || answering + bytes <= bound }

    /// Which requests go, so that the others fit.
    ///
    /// - Parameters:
    ///   - requests: all that can go.
    ///   - share: what one connection may hold before it goes for another: many that hold little are not worth the one that
    ///     holds much.
    /// - Returns: their tokens.
    func leaving(_ requests: [Arriving], share: Int) -> [UInt64] {
        var surplus = arriving + answering - bound
        guard surplus > 0 else { return [] }
        surplus += bound / Self.slack
        let order = requests.sorted { left, right in
            let (isLarge, isOtherLarge) = (left.bytes > share, right.bytes > share)
            return isLarge == isOtherLarge ? left.began < right.began : isLarge
        }
        var tokens: [UInt64] = []
        for request in order where surplus > 0 {
            tokens.append(request.token)
            surplus -= request.bytes
        }
        return tokens
    }
}
