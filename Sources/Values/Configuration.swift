import Formats

/// What hookrunner.conf says, checked and complete.
package struct Configuration: Sendable, Equatable {
    /// Where requests are taken in; at least one for `serve`.
    package var listeners: [Listener] = []
    /// Where the daemon tells how it is; nil if it does not.
    package var admin: ListenAddress?
    /// Whether payloads and outputs are shown there wherever it is: `show-payloads`.
    package var adminShowsPayloads = false
    /// How late runs may be while the daemon calls itself ready; nil where that does not matter.
    package var readyMaximumLag: Duration?
    /// Connections at once.
    package var maximumConnections = 4096
    /// Connections at once from one client.
    package var maximumConnectionsPerClient = 256
    /// Memory for all requests together, in bytes.
    package var maximumRequestMemory = 64 << 20
    /// Who may send, wherever it is.
    package var access = AccessRules()
    /// Whose word on a client's address counts.
    package var trustedProxies = TrustedProxies()
    /// Whether a changed file is read anew without a signal.
    package var reloadsOnChange = false
    /// Where the journal lives.
    package var journal: JournalLocation = .directory("/var/lib/hookrunner")
    /// How long a run that is claimed from a shared journal belongs to its machine without a sign of life.
    package var lease: Duration = .seconds(30)
    /// Commands at once on all machines that share the journal; nil for what these allow themselves.
    package var maximumRunningTotal: Int?
    /// Commands at once, all hooks together.
    package var maximumRunning = 8
    /// How many runs may wait before deliveries are refused; nil for as many as the disk holds.
    package var maximumPending: Int?
    /// How long running commands get at the end.
    package var shutdownTimeout: Duration = .seconds(30)
    /// How long deliveries that are over stay in the journal.
    package var keep: Duration = .seconds(30 * 86_400)
    /// How long those with a failed run stay; nil is as long as the others.
    package var keepFailed: Duration?
    /// What is run when a run has failed for good.
    package var onFailure: CommandTemplate?
    /// What is run when an alert begins or ends.
    package var onAlert: CommandTemplate?
    /// When somebody is to be told, each with a name of its own.
    package var alerts: [Alert] = []
    /// What the log shows, and how.
    package var log = LogSettings()
    /// The endpoints, each with a path of its own.
    package var endpoints: [Endpoint] = []

    /// An empty configuration with the defaults of hookrunner.conf(5).
    package init() {}

    /// The endpoint whose path has exactly these bytes; nil if there is none. Looks through all of them.
    package func endpoint(at path: String) -> Endpoint? {
        endpoints.first { $0.path.hasBytes(of: path) }
    }
}

/// Where the journal lives.
package enum JournalLocation: Sendable, Equatable {
    /// A directory of this machine, made if it is missing.
    case directory(String)
    /// A database of PostgreSQL, which several machines may share; its URL holds no password.
    case database(url: String, password: Secret?)

    /// Whether several machines may use it at once.
    package var isShared: Bool {
        if case .database = self { true } else { false }
    }
}

/// What the log shows, and how: the `log` directive.
package struct LogSettings: Sendable, Equatable {
    /// How a line looks.
    package enum Format: String, Sendable, CaseIterable {
        /// For people.
        case text
        /// One object a line.
        case json
    }

    /// How much is shown, from most to least.
    package enum Level: String, Sendable, CaseIterable, Comparable {
        /// For the author of a hook: what commands print.
        case debug
        /// A fact about a delivery.
        case info
        /// Somebody should look.
        case warning
        /// Somebody must act.
        case error

        /// By urgency.
        package static func < (left: Self, right: Self) -> Bool {
            left.urgency < right.urgency
        }

        private var urgency: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// `text` unless said otherwise.
    package var format = Format.text
    /// `info` unless said otherwise.
    package var level = Level.info

    /// Text, from info upwards.
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
