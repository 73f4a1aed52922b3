/// Received bytes that have not been parsed yet.
///
/// The bytes of a read are borrowed while they are parsed; only what remains is copied. So the reader's buffer is never
/// copied as a whole, and a connection keeps only the bytes it needs. Each byte is copied a bounded number of times,
/// however the input is split.
struct Input {
    /// In order of arrival; the parser drops them from the front.
    var bytes: ArraySlice<UInt8> = []
    /// Memory allocated for them, in bytes; 0 while they are borrowed.
    private(set) var capacity = 0
    /// Bytes copied so far: the fuzzer compares it with the bytes received.
    private(set) var copiedBytes = 0
    private var isBorrowed = false

    /// Capacity up to this is not worth a copy, in bytes.
    private static let smallest = 1 << 10

    /// Appends borrowed bytes. Call `settle` before their owner changes them.
    mutating func append(_ new: ArraySlice<UInt8>) {
        guard !bytes.isEmpty else {
            (bytes, capacity, isBorrowed) = (new, 0, true)
            return
        }
        let needsMore = isBorrowed || bytes.count + new.count > bytes.capacity
        copiedBytes += new.count + (needsMore ? bytes.count : 0)
        bytes += new
        if needsMore { capacity = bytes.capacity }
        isBorrowed = false
    }

    /// Copies the rest of borrowed bytes, and frees the memory of parsed ones.
    mutating func settle() {
        if bytes.isEmpty {
            (bytes, capacity) = ([], 0)
        } else if isBorrowed || (capacity > Self.smallest && bytes.count < capacity / 4) {
            copiedBytes += bytes.count
            var own: [UInt8] = []
            own.reserveCapacity(bytes.count)
            own += bytes
            (bytes, capacity) = (own[...], own.capacity)
        }
        isBorrowed = false
    }
}
