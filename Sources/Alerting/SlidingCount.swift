import Formats
import Values

/// How often something has happened within the last while, to a sixtieth of it: sixty-one numbers, however often that is.
struct SlidingCount {
    private static let parts = 60

    private let window: Duration
    /// The counts of the latest parts of time, the newest at `newest % (parts + 1)`.
    private var buckets = [Int](repeating: 0, count: parts + 1)
    /// Number of the part of time that was counted last.
    private var newest: Int64 = .min

    /// Counts what happens within `window`.
    init(within window: Duration) {
        self.window = window
    }

    /// It has happened so many times just now.
    mutating func add(_ count: Int, at now: Timestamp) {
        move(to: now)
        buckets[place(of: newest)] += count
    }

    /// How often it has happened within the window.
    mutating func count(at now: Timestamp) -> Int {
        move(to: now)
        return buckets.reduce(0, +)
    }

    /// Forgets what is too old by now. A clock that is set back a little goes on in the newest part, and one that is set
    /// back by more than the window begins anew.
    private mutating func move(to now: Timestamp) {
        let part = now.milliseconds * Int64(Self.parts) / max(1, window.milliseconds)
        if part < newest, newest - part <= Int64(Self.parts) { return }
        if part < newest || newest == .min || part - newest > Int64(Self.parts) {
            buckets = [Int](repeating: 0, count: buckets.count)
        } else {
            for old in newest..<part { buckets[place(of: old + 1)] = 0 }
        }
        newest = part
    }

    private func place(of part: Int64) -> Int {
        let remainder = part % Int64(buckets.count)
        return Int(remainder < 0 ? remainder + Int64(buckets.count) : remainder)
    }
}
