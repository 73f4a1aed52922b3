/// Bytes that have arrived and are not parsed yet.
///
/// The bytes of a read are borrowed while they are parsed, and only what is left over is copied: so the reader's buffer is
/// never copied as a whole, and a connection holds no more than it needs. Each byte is copied a bounded number of times,
/// however the input is cut.
struct Input {
    /// In the order of arrival; whoever parses drops them from the front.
    var bytes: ArraySlice<UInt8> = []
    /// How much memory they take up; 0 while they are borrowed.
    private(set) var capacity = 0
    /// How many bytes have been copied so far: what a fuzzer holds against how many have arrived.
    private(set) var copiedBytes = 0
    private var isBorrowed = false

    /// Less is not worth a copy.
    private static let smallest = 1 << 10

    /// Adds bytes at the end. `settle` has to follow before their owner changes them.
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

    /// Copies what is left of borrowed bytes, and gives back memory that parsed bytes took up.
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
