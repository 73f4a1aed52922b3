import Glibc

/// Time since boot, the same for every process: ContinuousClock's time as a number that can be sent.
enum Uptime {
    static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
