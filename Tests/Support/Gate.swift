import Foundation
import Glibc

/// A FIFO that holds commands back until a test opens it: `cat GATE` in the command returns then.
package final class Gate: Sendable {
    /// What the command reads.
    package let path: String

    /// Makes a closed gate in `directory`.
    package init(in directory: TemporaryDirectory, named name: String = "gate") throws {
        path = directory.file(name)
        guard mkfifo(path, 0o644) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    /// Lets everybody through who waits now, and everybody who comes while this has not returned.
    ///
    /// Returns when somebody was there: until then, opening a FIFO for writing fails, fifo(7).
    package func open() async throws {
        try await eventually { letThrough() }
    }

    /// Lets everybody through who waits now; false if nobody does.
    @discardableResult
    package func letThrough() -> Bool {
        let descriptor = Glibc.open(path, O_WRONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        close(descriptor)
        return true
    }
}
