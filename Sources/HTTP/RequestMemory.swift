/// The memory of all requests together, and which of them end when it exceeds `max-request-memory`.
///
/// Received bytes count, not announced ones: so a client that sends little delays no other. Requests that are being
/// answered are kept. Of the others, the oldest ends first. An honest sender finishes long before one that holds memory
/// on purpose, and can retry.
struct RequestMemory {
    /// An incomplete request.
    struct Arriving {
        let token: UInt64
        let began: ContinuousClock.Instant
        let bytes: Int
    }

    /// The limit, in bytes.
    var bound: Int
    /// Bytes of incomplete requests.
    private(set) var arriving = 0
    /// Bytes of requests that are being answered.
    private(set) var answering = 0
    /// Highest use since memory was last returned to the system.
    private var peak = 0

    /// A lower peak is not worth a malloc_trim(3), in bytes.
    private static let leastPeak = 8 << 20

    /// Evictions free `bound / slack` more than needed: otherwise each further read would start a search.
    private static let slack = 16

    init(bound: Int) {
        self.bound = bound
    }

    var isExceeded: Bool { arriving + answering > bound }

    /// Adds the change of one connection's incomplete request.
    mutating func change(by bytes: Int) {
        arriving += bytes
        peak = max(peak, arriving + answering)
    }

    mutating func begin(answering bytes: Int) {
        answering += bytes
    }

    mutating func end(answering bytes: Int) {
        answering -= bytes
    }

    /// Whether use has fallen to a quarter of a peak that was worth it: time to return memory. Restarts the peak.
    mutating func isPastPeak() -> Bool {
        guard peak >= Self.leastPeak, arriving + answering <= peak / 4 else { return false }
        peak = arriving + answering
        return true
    }

    /// Whether a body of this length fits once all incomplete requests are evicted.
    func hasRoom(for bytes: Int) -> Bool { answering == 0 || answering + bytes <= bound }

    /// Chooses requests to end, so that the others fit.
    ///
    /// - Parameters:
    ///   - requests: all incomplete ones.
    ///   - share: requests above this size go first, in bytes: ending many small ones frees less than ending a large
    ///     one.
    /// - Returns: their tokens.
    func evictions(among requests: [Arriving], share: Int) -> [UInt64] {
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
