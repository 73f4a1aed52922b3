import Glibc

/// The sockets that a service manager hands over: sd_listen_fds(3), without libsystemd.
package enum SocketActivation {
    /// The first descriptor, SD_LISTEN_FDS_START.
    private static let first: Int32 = 3

    /// The descriptors that `LISTEN_FDS` speaks of; none where it is meant for another process.
    ///
    /// - Parameters:
    ///   - environment: of the process.
    ///   - processes: the ids that this process has been handed them under: its own, and 1 where it is the one child of
    ///     process 1.
    /// - Returns: their numbers.
    package static func descriptors(in environment: [String: String], for processes: [Int32]) -> [Int32] {
        guard let process = environment["LISTEN_PID"].flatMap(Int32.init), processes.contains(process),
            let count = environment["LISTEN_FDS"].flatMap(Int32.init), (1...1024).contains(count)
        else { return [] }
        return Array(first..<first + count)
    }
}
