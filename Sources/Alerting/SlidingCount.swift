import Formats
import Values

/// Counts events within a sliding window, to a sixtieth of it. It needs 61 numbers, whatever the count.
struct SlidingCount {
    private static let parts = 60

    private let window: Duration
    /// The counts of the latest parts of the window, the newest at `newest % (parts + 1)`.
    private var buckets = [Int](repeating: 0, count: parts + 1)
    /// The number of the newest part: its time divided by the length of a part.
    private var newest: Int64 = .min

    init(within window: Duration) {
        self.window = window
    }

    /// Adds this number of events.
    mutating func add(_ count: Int, at now: Timestamp) {
        move(to: now)
        buckets[place(of: newest)] += count
    }

    /// The number of events within the window.
    mutating func count(at now: Timestamp) -> Int {
        move(to: now)
        return buckets.reduce(0, +)
    }

    /// Drops the counts that are too old. If the clock is set back by up to a window, the newest part continues; if by
    /// more, all counts are dropped.
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
