import CLinux

/// How malloc(3) treats the memory of requests.
enum Heap {
    /// Pieces of this size and more are mapped apart from all others, and go back to the system when they are freed.
    private static let leastApart: Int32 = 32 << 10

    /// Keeps large bodies apart. Left alone, malloc(3) raises the size by itself with the first large piece that is freed;
    /// then bodies lie among small pieces, which keep their memory from going back.
    static func keepLargePiecesApart() {
        mallopt(M_MMAP_THRESHOLD, leastApart)
    }

    /// Gives memory that is free back to the system.
    static func giveBack() {
        malloc_trim(0)
    }
}
