/// Counts values by size. Pure.
struct Histogram: Sendable, Equatable {
    /// The upper bounds of the buckets, in order; a value that is equal to one is in its bucket.
    let bounds: [Double]
    /// How many values are in each bucket alone; the last one has those above all bounds.
    private(set) var counts: [Int]
    /// All values, added up.
    private(set) var sum = 0.0

    /// An empty one.
    init(bounds: [Double]) {
        self.bounds = bounds
        counts = [Int](repeating: 0, count: bounds.count + 1)
    }

    /// Takes a value in.
    mutating func observe(_ value: Double) {
        counts[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        sum += value
    }

    /// How many values there were.
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
