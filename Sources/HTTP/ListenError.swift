import Glibc
import Values

/// Why the server cannot listen. The description is one line.
package struct ListenError: Error, Sendable, Equatable, CustomStringConvertible {
    package let description: String

    init(_ address: ListenAddress, _ reason: String) {
        description = "cannot listen on \(address): \(reason)"
    }

    init(_ address: ListenAddress, errno number: Int32) {
        let isUnixSocket = if case .unix = address { true } else { false }
        let reason =
            switch number {
            case EADDRINUSE: "the address is in use by another program"
            case EACCES where isUnixSocket: "this user may not create a file there"
            case EACCES: "ports below 1024 need root or CAP_NET_BIND_SERVICE; choose a higher one"
            case EADDRNOTAVAIL: "no interface of this machine has this address"
            case ENOENT where isUnixSocket: "no such directory"
            default: String(cString: strerror(number)).lowercased()
            }
        self.init(address, reason)
    }
}
