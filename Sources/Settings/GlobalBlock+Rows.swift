import Formats
import Values

extension GlobalBlock {
    static let table = DirectiveTable<GlobalBlock>(.top, defaults: Configuration(), rows + moreRows)

    private static let rows: [DirectiveRow<GlobalBlock>] = [
        .init(
            name: "listen",
            forms: [
                "ADDRESS:PORT [tls CERTIFICATE KEY]", "unix:PATH [mode MODE]", "systemd [tls CERTIFICATE KEY]",
            ], help: "accept requests at this address", isRepeatable: true,
            read: { $0.listeners.read(&$1) }, write: { $0.listeners.map(\.words) }),
        .init(
            name: "admin", forms: ["ADDRESS:PORT [show-payloads]", "unix:PATH [mode MODE]"],
            help: "serve the status page, health checks and metrics here", read: { $0.listeners.readAdmin(&$1) },
            write: { value in
                value.admin.map { ["\($0.words)\(value.adminShowsPayloads ? " show-payloads" : "")"] } ?? []
            }),
        .init(
            name: "journal", forms: ["DIRECTORY", "postgresql://USER@HOST/DATABASE"],
            help: "where deliveries, runs and attempts are stored",
            read: { block, arguments in block.context.journal(&arguments).map { block.value.journal = $0 } },
            write: { [$0.journal.description.asWord] }),
        .setting("max-running", \.maximumRunning, .count, help: "commands that run at once, all hooks together"),
        .maxPending(\.maximumPending),
        .setting(
            "shutdown-timeout", \.shutdownTimeout, .duration, help: "how long running commands get at shutdown"),
        .setting("keep", \.keep, .duration, help: "how long finished deliveries stay in the journal"),
        .optional(
            "keep-failed", \.keepFailed, .duration, help: "how long deliveries with a failed run stay in the journal"),
        .init(
            name: "on-failure", forms: ["run COMMAND..."], help: "what to run when a run has failed permanently",
            read: { block, arguments in
                block.command(&arguments, variables: nil).map { block.value.onFailure = $0 }
            }, write: { $0.onFailure.map { ["run \($0.text)"] } ?? [] }),
        .init(
            name: "on-alert", forms: ["run COMMAND..."], help: "what to run when an alert begins or ends",
            read: { block, arguments in
                block.command(&arguments, variables: "ALERT").map { block.value.onAlert = $0 }
            }, write: { $0.onAlert.map { ["run \($0.text)"] } ?? [] }),
        .init(
            name: "alert",
            forms: [
                "signature-failures COUNT in DURATION [at PATH]", "failed-runs COUNT in DURATION [at PATH]",
                "backlog older DURATION [at PATH]", "silence DURATION on EVENT, ... [at PATH]",
            ], help: "a condition to be notified of", isRepeatable: true,
            read: { $0.alerts.read(&$1) }, write: { $0.alerts.map(\.name) }),
        .setting("log", \.log, .log, help: "format and least level of log lines"),
        .include,
        .init(
            name: "endpoint", forms: ["PATH { ... }"], help: "accept the deliveries of one provider at a URL path",
            isRepeatable: true, block: .required, read: { $0.readEndpoint(&$1) },
            write: { $0.endpoints.map { "\($0.path.asWord) \(EndpointBlock.table.block(of: $0))" } }),
    ]

    private static let moreRows: [DirectiveRow<GlobalBlock>] = [
        .setting("max-connections", \.maximumConnections, .count, help: "connections at once"),
        .setting(
            "max-connections-per-client", \.maximumConnectionsPerClient, .count,
            help: "connections at once from one address"),
        .setting("max-request-memory", \.maximumRequestMemory, .memory, help: "memory for all requests together"),
        .allow(\.access.allowed),
        .deny(\.access.denied),
        .init(
            name: "trust-proxy", forms: ["NETWORK|unix..."], help: "proxies whose client address is believed",
            isRepeatable: true, read: { $0.readProxies(&$1) },
            write: { $0.trustedProxies.isEmpty ? [] : [$0.trustedProxies.words] }),
        .init(
            name: "client-ca", forms: ["FILE"], help: "who signs the certificates of clients",
            read: { $0.listeners.readClientAuthorities(&$1) },
            write: { $0.listeners.lazy.compactMap { $0.tls?.clientAuthorities }.prefix(1).map(\.asWord) }),
        .setting("reload", \.reloadsOnChange, .flag("on-change"), help: "reload the configuration when it changes"),
        .optional(
            "ready-max-lag", \.readyMaximumLag, .duration, help: "report not ready when a run is later than this"),
        .setting(
            "lease", \.lease, .lease, help: "how long a claimed run stays reserved without renewal",
            isShown: { $0.journal.isShared }),
        .optional(
            "max-running-total", \.maximumRunningTotal, .count,
            help: "commands that run at once on all machines that share the journal"),
    ]
}

extension Configuration {
    /// How long every delivery stays in the journal, whatever becomes of it.
    var shortestKeep: Duration { min(keep, keepFailed ?? keep) }
}

extension Listener {
    fileprivate var words: String {
        address.words + (tls.map { " tls \($0.certificate.asWord) \($0.key.asWord)" } ?? "")
    }
}

extension ListenAddress {
    fileprivate var words: String {
        guard case .unix(_, let mode) = self else { return description }
        return "\(description.asWord) mode 0\(String(mode, radix: 8))"
    }
}

extension TrustedProxies {
    fileprivate var words: String {
        (networks.map(\.description) + (includesUnixSockets ? ["unix"] : [])).joined(separator: " ")
    }
}
