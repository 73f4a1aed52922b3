import CLinux

/// How malloc(3) treats the memory of requests.
enum Heap {
    /// Pieces of this size and more are mapped apart from all others, and go back to the system when they are freed.
    /// `Process.start` needs smaller ones to be in the heap: it leaves room there for what `Process.run()` reads past.
    private static let leastApart: Int32 = 128 << 10

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
