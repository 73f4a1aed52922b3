import Formats
import Glibc

/// Where the time of day comes from: the system's clock, or one that a test moves by hand.
package struct WallClock: Sendable {
    private let read: @Sendable () -> Timestamp

    /// A clock that asks `read` at each look.
    package init(_ read: @escaping @Sendable () -> Timestamp) {
        self.read = read
    }

    /// The time of day.
    package var now: Timestamp { read() }

    /// The system's clock, clock_gettime(2).
    package static let system = WallClock {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}
