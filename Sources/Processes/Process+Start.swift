import CLinux
package import Foundation
import Synchronization

extension Process {
    /// `run()`, with any number of descriptors open.
    ///
    /// To learn which descriptors to close in the child, `run()` reads /proc/self/fd with readdir(3), and copies 256 bytes
    /// of each entry, however long it is. Behind 1,300 descriptors, that reaches past the 32 KiB that readdir(3) has
    /// allocated, and crashes where the heap ends there (Swift 6.3). With room behind them it does not.
    ///
    /// - Throws: what `run()` throws.
    package func start() throws {
        try Self.starting.withLock { _ in try startWhileLocked() }
    }

    /// Held during a start: a child that another thread starts meanwhile would inherit the socket pair of this one.
    static let starting = Mutex(())

    /// `start` for callers that hold `starting`.
    func startWhileLocked() throws {
        leave_room_in_heap(64 << 10)
        try run()
    }
}
