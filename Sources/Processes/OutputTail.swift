/// The last bytes of any amount: what a command prints may be endless, what is kept is not.
struct OutputTail {
    /// How much is kept, in bytes.
    static let capacity = 64 << 10

    /// Grows to twice the capacity, then drops its front: each byte is moved once at most.
    private var buffer: [UInt8] = []
    /// How much there was in all.
    private(set) var totalBytes: Int64 = 0

    /// What is kept.
    var bytes: [UInt8] { Array(buffer.suffix(Self.capacity)) }

    /// Takes what comes next.
    mutating func append(_ bytes: ArraySlice<UInt8>) {
        totalBytes += Int64(bytes.count)
        buffer += bytes.suffix(Self.capacity)
        if buffer.count > 2 * Self.capacity { buffer.removeFirst(buffer.count - Self.capacity) }
    }
}
