package import Formats

/// Who may send: the `allow` and `deny` directives.
package struct AccessRules: Sendable, Equatable {
    /// Only these, if there are any.
    package var allowed: [Network] = []
    /// Never these, even if they are allowed.
    package var denied: [Network] = []

    /// Everybody may send.
    package init() {}

    /// Whether there are no rules.
    package var isEmpty: Bool { allowed.isEmpty && denied.isEmpty }

    /// Whether a client of this address may send.
    ///
    /// - Parameter address: nil for a client of a Unix socket, which has none: the socket's mode decides about it.
    /// - Returns: true if it may.
    package func admit(_ address: IPAddress?) -> Bool {
        guard let address else { return true }
        if denied.contains(where: { $0.contains(address) }) { return false }
        return allowed.isEmpty || allowed.contains { $0.contains(address) }
    }
}

/// Whose word on a client's address counts: the `trust-proxy` directive.
package struct TrustedProxies: Sendable, Equatable {
    /// Proxies that connect over TCP.
    package var networks: [Network] = []
    /// Whether a proxy that connects through a Unix socket is one of them.
    package var includesUnixSockets = false

    /// Nobody's.
    package init() {}

    /// Whether nobody is trusted.
    package var isEmpty: Bool { networks.isEmpty && !includesUnixSockets }

    /// Whether who connects from there is trusted; nil is a Unix socket.
    package func trust(_ address: IPAddress?) -> Bool {
        guard let address else { return includesUnixSockets }
        return networks.contains { $0.contains(address) }
    }
}

/// How many requests one client may send: the `rate` directive.
package struct RateLimit: Sendable, Equatable {
    /// How many may come within `period`, when they come evenly.
    package var count: Int
    /// A second, a minute or an hour.
    package var period: Duration
    /// How many may come at once.
    package var burst: Int

    /// Puts a limit together.
    package init(count: Int, period: Duration, burst: Int) {
        self.count = count
        self.period = period
        self.burst = burst
    }

    /// From one request to the next, when they come evenly.
    package var interval: Duration { period / count }
}
