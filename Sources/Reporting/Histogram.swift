/// Counts values by size. Pure.
struct Histogram: Sendable, Equatable {
    /// The upper bounds of the buckets, ascending; a value equal to a bound is in its bucket.
    let bounds: [Double]
    /// How many values each bucket alone has; the last one has those above all bounds.
    private(set) var counts: [Int]
    private(set) var sum = 0.0

    init(bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    var count: Int { counts.reduce(0, +) }

    /// For each bound, how many values were at most that.
    var cumulative: [Int] {
        var total = 0
        return counts.dropLast().map { count in
            total += count
            return total
        }
    }
}
