package import Formats

/// The `allow` and `deny` directives.
package struct AccessRules: Sendable, Equatable {
    /// Only these may send, if there are any.
    package var allowed: [Network] = []
    /// These may not send, even if they are allowed.
    package var denied: [Network] = []

    package init() {}

    package var isEmpty: Bool { allowed.isEmpty && denied.isEmpty }

    /// Whether a client of this address may send. Nil is a client of a Unix socket, whose mode decides.
    package func admit(_ address: IPAddress?) -> Bool {
        guard let address else { return true }
        if denied.contains(where: { $0.contains(address) }) { return false }
        return allowed.isEmpty || allowed.contains { $0.contains(address) }
    }
}

/// Proxies whose `X-Forwarded-For` and `Forwarded` headers are believed (`trust-proxy`).
package struct TrustedProxies: Sendable, Equatable {
    /// Proxies that connect over TCP.
    package var networks: [Network] = []
    /// Whether proxies that connect through a Unix socket are among them.
    package var includesUnixSockets = false

    package init() {}

    package var isEmpty: Bool { networks.isEmpty && !includesUnixSockets }

    /// Whether a client of this address is trusted; nil is a Unix socket.
    package func trust(_ address: IPAddress?) -> Bool {
        guard let address else { return includesUnixSockets }
        return networks.contains { $0.contains(address) }
    }
}

/// Requests of one client: the `rate` directive.
package struct RateLimit: Sendable, Equatable {
    /// Requests in a `period`.
    package var count: Int
    /// A second, a minute or an hour.
    package var period: Duration
    /// Requests at once.
    package var burst: Int

    package init(count: Int, period: Duration, burst: Int) {
        self.count = count
        self.period = period
        self.burst = burst
    }

    /// From one request to the next at an even rate.
    package var interval: Duration { period / count }
}
