import CLinux
import Glibc

/// What a parent has left open in this process.
package enum InheritedDescriptors {
    /// Opens standard streams that the parent has closed: else the next file or connection would get the number of one,
    /// and the log would be written into it.
    package static func openMissingStandardStreams() {
        for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", O_RDWR)  // takes the lowest free number
        }
    }

    /// Closes those whose number is over the limit on descriptors: with one of them open, Foundation's `Process` cannot
    /// start anything. A shell that keeps its script at 255 and then lowers the limit leaves one.
    ///
    /// The others stay: a parent may wait for the end of one of them.
    package static func closeThoseOverTheLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        _ = close_range(UInt32(clamping: limit.rlim_cur), UInt32.max, 0)
    }
}
