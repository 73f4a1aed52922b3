import Glibc

/// A moment in clock ticks since boot, the unit of start times in proc_pid_stat(5).
struct SystemTicks: Sendable, Comparable {
    let count: Int64

    /// Rounded down, as the kernel does.
    static var now: SystemTicks { SystemTicks(count: Uptime.milliseconds * perSecond / 1000) }

    /// 100 on every Linux in use, so a tick is a whole number of milliseconds.
    private static var perSecond: Int64 { Int64(max(1, sysconf(Int32(_SC_CLK_TCK)))) }

    static func < (left: SystemTicks, right: SystemTicks) -> Bool { left.count < right.count }

    static func + (left: SystemTicks, seconds: Int64) -> SystemTicks {
        SystemTicks(count: left.count + seconds * perSecond)
    }
}
