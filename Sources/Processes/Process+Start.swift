import CLinux
package import Foundation
import Synchronization

extension Process {
    /// `run()`, with any number of descriptors open.
    ///
    /// To find the descriptors to close in the child, `run()` reads /proc/self/fd with readdir(3), and copies 256 bytes
    /// of each entry, however long it is. From about 1,300 descriptors on, that reads past the 32 KiB that readdir(3)
    /// has allocated, and crashes if the heap ends there (Swift 6.3). Reserved memory after that block prevents it.
    ///
    /// - Throws: what `run()` throws.
    package func start() throws {
        try Self.starting.withLock { _ in try startWhileLocked() }
    }

    /// Held during a start: a child started by another thread meanwhile would inherit this one's socket pair.
    static let starting = Mutex(())

    /// `start` for callers that hold `starting`.
    func startWhileLocked() throws {
        leave_room_in_heap(64 << 10)
        try run()
    }
}
