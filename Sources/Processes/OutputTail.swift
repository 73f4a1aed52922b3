/// The last bytes of a command's output, which may be endless.
struct OutputTail {
    /// In bytes.
    static let capacity = 64 << 10
    /// Smaller pieces are joined, so that a command which writes byte by byte does not create a piece for each.
    private static let smallPiece = 4 << 10

    /// In order; bytes are copied together only when `bytes` is read.
    private var pieces: [[UInt8]] = []
    private var keptBytes = 0
    /// The length of the whole output.
    private(set) var totalBytes: Int64 = 0

    /// The last `capacity` bytes.
    var bytes: [UInt8] { Array(pieces.flatMap { $0 }.suffix(Self.capacity)) }

    mutating func append(_ piece: [UInt8]) {
        totalBytes += Int64(piece.count)
        keptBytes += piece.count
        if let last = pieces.last, last.count + piece.count <= Self.smallPiece {
            pieces[pieces.count - 1] += piece
        } else {
            pieces.append(piece)
        }
        while let first = pieces.first, keptBytes - first.count >= Self.capacity {
            keptBytes -= first.count
            pieces.removeFirst()
        }
    }
}
