/// The directives of one kind of block.
///
/// A row of `Vocabulary` names one of these cases, and the block's reader switches over them without a `default`: a
/// directive that is in the table but has no reader does not compile.
protocol BlockDirective: RawRepresentable<String>, CaseIterable, Hashable, Sendable {
    /// The kind of block.
    static var place: Vocabulary.Place { get }
}

/// Directives outside of all blocks, read by `GlobalBlock`.
enum TopDirective: String, BlockDirective {
    case listen, admin, journal
    case maxRunning = "max-running"
    case maxPending = "max-pending"
    case shutdownTimeout = "shutdown-timeout"
    case keep
    case keepFailed = "keep-failed"
    case onFailure = "on-failure"
    case onAlert = "on-alert"
    case alert, log, include, endpoint
    case maxConnections = "max-connections"
    case maxConnectionsPerClient = "max-connections-per-client"
    case maxRequestMemory = "max-request-memory"
    case allow, deny
    case trustProxy = "trust-proxy"
    case clientCA = "client-ca"
    case reload
    case readyMaxLag = "ready-max-lag"
    case lease
    case maxRunningTotal = "max-running-total"

    static let place = Vocabulary.Place.top
}

/// Directives of an `endpoint` block, read by `EndpointBlock`.
enum EndpointDirective: String, BlockDirective {
    case maxPending = "max-pending"
    case include, allow, deny, provider, secret, unsigned
    case maxBody = "max-body"
    case replayWindow = "replay-window"
    case duplicates, reply, on, rate, each

    static let place = Vocabulary.Place.endpoint
}

/// Directives of an `on` block, read by `HookBlock`.
enum HookDirective: String, BlockDirective {
    case name, run, timeout
    case silenceTimeout = "silence-timeout"
    case retry, order, batch
    case maxRunning = "max-running"
    case env
    case passEnv = "pass-env"
    case directory, when

    static let place = Vocabulary.Place.hook
}

/// Directives of a `provider custom` block, read by `CustomProviderBlock`.
enum ProviderDirective: String, BlockDirective {
    case header, algorithm, encoding, prefix, signed, event, id, timestamp

    static let place = Vocabulary.Place.provider
}
