/// The last bytes of any amount: what a command prints may be endless, what is kept is not.
struct OutputTail {
    /// How much is kept, in bytes.
    static let capacity = 64 << 10
    /// Pieces smaller than this are joined, so that a command which prints byte by byte makes no list of bytes.
    private static let smallPiece = 4 << 10

    /// As they came, but for the small ones: nothing is moved as long as nobody asks.
    private var pieces: [[UInt8]] = []
    private var keptBytes = 0
    /// How much there was in all.
    private(set) var totalBytes: Int64 = 0

    /// What is kept.
    var bytes: [UInt8] { Array(pieces.flatMap { $0 }.suffix(Self.capacity)) }

    /// Takes what comes next.
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
