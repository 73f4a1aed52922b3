import Formats

/// A checked and complete hookrunner.conf. The initial values are the defaults of hookrunner.conf(5).
package struct Configuration: Sendable, Equatable {
    /// At least one for `serve`.
    package var listeners: [Listener] = []
    /// Address of the status page, health checks and metrics; nil for none.
    package var admin: ListenAddress?
    /// `show-payloads`: payloads and output are shown there even if the address is not local.
    package var adminShowsPayloads = false
    /// Lag above which `/readyz` reports not ready; nil disables the check.
    package var readyMaximumLag: Duration?
    package var maximumConnections = 4096
    package var maximumConnectionsPerClient = 256
    /// For all requests together, in bytes.
    package var maximumRequestMemory = 64 << 20
    /// Of all endpoints.
    package var access = AccessRules()
    package var trustedProxies = TrustedProxies()
    /// Whether a changed file is reloaded without a signal.
    package var reloadsOnChange = false
    package var journal: JournalLocation = .directory("/var/lib/hookrunner")
    /// How long a run claimed from a shared journal stays reserved without renewal.
    package var lease: Duration = .seconds(30)
    /// On all machines that share the journal; nil for the sum of their own limits.
    package var maximumRunningTotal: Int?
    /// Commands at once, of all hooks.
    package var maximumRunning = 8
    /// Pending runs above which deliveries are rejected; nil for no limit.
    package var maximumPending: Int?
    /// How long running commands get at shutdown.
    package var shutdownTimeout: Duration = .seconds(30)
    /// How long finished deliveries stay in the journal.
    package var keep: Duration = .seconds(30 * 86_400)
    /// The same for deliveries with a failed run; nil for `keep`.
    package var keepFailed: Duration?
    /// Runs when a run has failed permanently.
    package var onFailure: CommandTemplate?
    /// Runs when an alert begins or ends.
    package var onAlert: CommandTemplate?
    /// Each with a unique name.
    package var alerts: [Alert] = []
    package var log = LogSettings()
    /// Each with a unique path.
    package var endpoints: [Endpoint] = []

    package init() {}

    /// The endpoint whose path has exactly these bytes, by a linear search.
    package func endpoint(at path: String) -> Endpoint? {
        endpoints.first { $0.path.hasBytes(of: path) }
    }
}

/// Where the journal lives.
package enum JournalLocation: Sendable, Equatable {
    /// A directory of this machine, created if it is missing.
    case directory(String)
    /// A PostgreSQL database, which several machines may share. The URL contains no password.
    case database(url: String, password: Secret?)

    package var isShared: Bool {
        if case .database = self { true } else { false }
    }
}

/// The `log` directive.
package struct LogSettings: Sendable, Equatable {
    package enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object per line.
        case json
    }

    /// By increasing urgency.
    package enum Level: String, Sendable, CaseIterable, Comparable {
        /// For the author of a hook: the output of commands.
        case debug
        /// A fact about a delivery.
        case info
        /// Deserves a look.
        case warning
        /// Needs action.
        case error

        package static func < (left: Self, right: Self) -> Bool {
            left.urgency < right.urgency
        }

        private var urgency: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    package var format = Format.text
    package var level = Level.info

    package init() {}
}

extension JournalLocation: CustomStringConvertible {
    /// The directory's path, or the URL.
    package var description: String {
        switch self {
        case .directory(let path): path
        case .database(let url, _): url
        }
    }
}
