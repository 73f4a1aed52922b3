import Glibc

/// A moment, in clock ticks since the system's start: the unit in which proc_pid_stat(5) says when a process was started.
struct SystemTicks: Sendable, Comparable {
    let count: Int64

    /// Now, as the kernel rounds it: downwards.
    static var now: SystemTicks {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        let perSecond = max(1, sysconf(Int32(_SC_CLK_TCK)))
        return SystemTicks(
            count: Int64(time.tv_sec) * Int64(perSecond) + Int64(time.tv_nsec) * Int64(perSecond) / 1_000_000_000)
    }

    static func < (left: SystemTicks, right: SystemTicks) -> Bool { left.count < right.count }

    static func + (left: SystemTicks, seconds: Int64) -> SystemTicks {
        SystemTicks(count: left.count + seconds * Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))))
    }
}
