import Glibc

/// How the processor's time of some work grows with its size; what else the machine does is not counted.
package enum ProcessorTime {
    /// Whether eight times the size takes no more than 24 times the time. Work is judged costly only if it is so three
    /// times in a row. The smaller size must be large enough for milliseconds if the work is not linear.
    package static func isLinear(from size: Int, _ work: (Int) throws -> Void) rethrows -> Bool {
        try !(0..<3).allSatisfy { _ in
            let short = try nanoseconds { try work(size) }
            return try nanoseconds { try work(8 * size) } > 24 * short + 5_000_000
        }
    }

    /// Nanoseconds of this thread.
    private static func nanoseconds(_ work: () throws -> Void) rethrows -> Int {
        func now() -> Int {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return time.tv_sec * 1_000_000_000 + time.tv_nsec
        }
        let start = now()
        try work()
        return now() - start
    }
}
