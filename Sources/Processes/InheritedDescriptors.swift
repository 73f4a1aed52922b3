import CLinux
import Glibc

/// Repairs the descriptors that the parent process has left.
package enum InheritedDescriptors {
    /// Opens standard streams that the parent has closed. Otherwise the next file or connection gets such a number, and
    /// the log is written into it.
    package static func openMissingStandardStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)  // takes the lowest free number
        }
    }

    /// Closes those above RLIMIT_NOFILE: with one of them open, Foundation's `Process` cannot start anything. A shell
    /// that keeps its script at 255 and then lowers the limit leaves one.
    ///
    /// The others stay open: a parent may wait for one of them to close.
    package static func closeThoseOverTheLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        _ = close_range(UInt32(clamping: limit.rlim_cur), UInt32.max, 0)
    }
}
