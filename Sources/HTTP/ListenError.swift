import Glibc
import Values

/// Why the server cannot listen: one line.
package struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package let description: String

    init(_ address: ListenAddress, _ reason: String) {
        description = "cannot listen on \(address): \(reason)"
    }

    /// From `errno`.
    init(_ address: ListenAddress, errno number: Int32) {
        let isUnixSocket = if case .unix = address { true } else { false }
        let reason =
            switch number {
            case EADDRINUSE: "the address is in use by another program"
            case EACCES where isUnixSocket: "this user may not make a file there"
            case EACCES: "ports below 1024 are for root; choose a higher one, or give the program CAP_NET_BIND_SERVICE"
            case EADDRNOTAVAIL: "no interface of this machine has this address"
            case ENOENT where isUnixSocket: "there is no such directory"
            default: String(cString: strerror(number)).lowercased()
            }
        self.init(address, reason)
    }
}
