import Glibc

/// Sockets passed by a service manager: sd_listen_fds(3), without libsystemd.
package enum SocketActivation {
    /// SD_LISTEN_FDS_START.
    private static let first: Int32 = 3

    /// The descriptors of `LISTEN_FDS`; none if it is meant for another process.
    ///
    /// - Parameters:
    ///   - environment: of the process.
    ///   - processes: the valid values of `LISTEN_PID`: this process, and 1 if it is the only child of process 1.
    /// - Returns: the descriptors.
    package static func descriptors(in environment: [String: String], for processes: [Int32]) -> [Int32] {
        guard let process = environment["LISTEN_PID"].flatMap(Int32.init), processes.contains(process),
            let count = environment["LISTEN_FDS"].flatMap(Int32.init), (1...1024).contains(count)
        else { return [] }
        return Array(first..<first + count)
    }
}
