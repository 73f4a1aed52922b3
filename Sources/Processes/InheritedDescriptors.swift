import CLinux
import Glibc

/// What a parent has left open in this process.
public enum InheritedDescriptors {
    /// Closes those whose number is over the limit on descriptors: with one of them open, Foundation's `Process` cannot
    /// start anything. A shell that keeps its script at 255 and then lowers the limit leaves one.
    ///
    /// The others stay: a parent may wait for the end of one of them.
    public static func closeThoseOverTheLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        _ = close_range(UInt32(clamping: limit.rlim_cur), UInt32.max, 0)
    }
}
