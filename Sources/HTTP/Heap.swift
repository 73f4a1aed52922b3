import CLinux

/// How malloc(3) treats the memory of requests.
enum Heap {
    /// Blocks of this size and more are mapped separately, and return to the system when freed. `Process.start` needs
    /// smaller blocks in the heap: it reserves room there for what `Process.run()` reads past the end.
    private static let mapThreshold: Int32 = 128 << 10

    /// Fixes the threshold. By default malloc(3) raises it when the first large block is freed. Bodies then lie between
    /// small blocks, which keep their memory from returning to the system.
    static func mapLargeBlocks() {
        mallopt(M_MMAP_THRESHOLD, mapThreshold)
    }

    /// Returns free memory to the system.
    static func trim() {
        malloc_trim(0)
    }
}
