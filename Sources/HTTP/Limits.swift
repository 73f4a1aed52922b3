package import Formats
import Glibc
package import Values

/// What a client may ask of a connection, in bytes and in time.
package struct Limits: Sendable, Equatable {
    /// Longest request target.
    package var targetBytes = 8 << 10
    /// Longest head, the request line included.
    package var headBytes = 16 << 10
    /// Most header fields, trailers included.
    package var fields = 100
    /// From the first byte of a request to the end of its head.
    package var headTime: Duration = .seconds(10)
    /// From the end of the head to the end of the body, however the bytes trickle.
    package var bodyTime: Duration = .seconds(30)
    /// From one request to the next on a connection.
    package var idleTime: Duration = .seconds(60)
    /// For the client to take an answer.
    package var writeTime: Duration = .seconds(30)
    /// Connections at once; further ones wait in the listener's queue.
    package var connections = 4096
    /// Connections at once from one client.
    package var connectionsPerClient = 256
    /// Whose connections stand for many clients.
    package var trustedProxies = TrustedProxies()
    /// Where a front end that nothing is said of may be: connections from there are not counted by client.
    package var uncountedNetworks = Network.loopback
    /// Memory for the heads and bodies of all requests together, in bytes.
    package var requestMemory = 64 << 20

    /// The limits of hookrunner(1); fewer connections where the process may not open that many descriptors.
    ///
    /// - Parameter connections: how many at once, if it may.
    package init(connections: Int = 4096) {
        self.connections = connections
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        let descriptors = Int(clamping: limit.rlim_cur)
        self.connections = min(connections, max(descriptors - Self.otherDescriptors, descriptors / 4))
    }

    /// What the rest of the process opens, or may.
    private static let otherDescriptors = 48
}
