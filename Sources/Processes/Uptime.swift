import Glibc

/// Time since the system's start, which every process reads alike: what ContinuousClock counts, as a number to send.
enum Uptime {
    /// Now, in milliseconds.
    static var milliseconds: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}
