/// A body as it arrives.
///
/// Its memory grows to halves of the longest that it can become. So it never takes up more than twice what has arrived, nor,
/// with the copy that growing makes, more than the whole body will.
struct BodyBuffer {
    private(set) var bytes: [UInt8] = []
    /// How long it can become.
    let longest: Int

    /// Takes no memory yet, whatever the client announces.
    init(longest: Int) {
        self.longest = longest
    }

    /// Adds bytes, together with those before no more than `longest`.
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
