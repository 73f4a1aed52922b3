/// A request body that grows as bytes arrive.
///
/// Its capacity is `longest` halved as often as the bytes still fit. So it stays below twice what has arrived. Together
/// with the copy that growing makes, it never exceeds the whole body.
struct BodyBuffer {
    private(set) var bytes: [UInt8] = []
    /// Upper bound, in bytes.
    let longest: Int

    /// Allocates nothing: the announced length is not trusted.
    init(longest: Int) {
        self.longest = longest
    }

    /// The total must not exceed `longest`.
    mutating func append(_ piece: ArraySlice<UInt8>) {
        let needed = bytes.count + piece.count
        if needed > bytes.capacity {
            var capacity = longest
            while capacity / 2 >= needed { capacity /= 2 }
            bytes.reserveCapacity(capacity)
        }
        bytes += piece
    }
}
