import Formats
import Synchronization
package import Values

/// The time of day, moved by hand.
package final class SharedTime: Sendable {
    private let milliseconds = Mutex<Int64>(1_795_467_241_000)
    private let looks = Atomic<Int>(0)

    package init() {}

    /// How often it was asked.
    package var lookCount: Int { looks.load(ordering: .sequentiallyConsistent) }
    package var now: Timestamp {
        looks.wrappingAdd(1, ordering: .sequentiallyConsistent)
        return milliseconds.withLock { Timestamp(milliseconds: $0) }
    }
    package func advance(by wait: Duration) { milliseconds.withLock { $0 += wait.milliseconds } }
    /// A millisecond passes, so that ids sort in the order of the test.
    package func tick() -> Timestamp {
        advance(by: .milliseconds(1))
        return now
    }
}
