package import Formats
import Glibc
package import Values

/// Limits on clients, in bytes, time and connections.
package struct Limits: Sendable, Equatable {
    package var targetBytes = 8 << 10
    /// Includes the request line.
    package var headBytes = 16 << 10
    /// Maximum number of header fields, and of trailers.
    package var fields = 100
    /// From the first byte of a request to the end of its head.
    package var headTime: Duration = .seconds(10)
    /// From the end of the head to the end of the body, however slowly the bytes arrive.
    package var bodyTime: Duration = .seconds(30)
    /// From one request to the next on a connection.
    package var idleTime: Duration = .seconds(60)
    /// For the client to read an answer.
    package var writeTime: Duration = .seconds(30)
    /// Concurrent connections; further ones wait in the listener's backlog.
    package var connections = 4096
    /// Concurrent connections of one client.
    package var connectionsPerClient = 256
    /// Proxies, whose connections carry the requests of many clients.
    package var trustedProxies = TrustedProxies()
    /// Networks of front ends that need no configuration; their connections are not counted by client.
    package var uncountedNetworks = Network.loopback
    /// Memory for the heads and bodies of all requests together, in bytes.
    package var requestMemory = 64 << 20

    /// The limits of hookrunner(1).
    ///
    /// - Parameter connections: the maximum; lowered to what RLIMIT_NOFILE allows.
    package init(connections: Int = 4096) {
        self.connections = connections
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let descriptors = Int(clamping: limit.rlim_cur)
        self.connections = min(connections, max(descriptors - Self.otherDescriptors, descriptors / 4))
    }

    /// Descriptors reserved for the rest of the process.
    private static let otherDescriptors = 48
}
