import Formats
import Journals
import Values

/// The report of `status`. Pure.
struct StatusReport: Sendable {
    /// Longer hook names are cut, so that a line fits into 80 columns.
    private static let longestName = 28

    let daemon: DaemonStatus
    private let journal: JournalLocation
    private let bytes: Int64
    private let lag: Duration?
    private let hooks: [(key: HookKey, runs: [RunState: Int])]
    private let alerts: [AlertRecord]

    /// Lists the hooks of the configuration first, then others that have runs; of the alerts, those of the configuration
    /// that are firing.
    init(
        _ configuration: Configuration, census: JournalCensus, alerts: [AlertRecord] = [], daemon: DaemonStatus,
        now: Timestamp
    ) {
        self.daemon = daemon
        self.alerts = alerts.firing(among: configuration.alerts)
        journal = configuration.journal
        bytes = census.bytes
        let keys = configuration.endpoints.flatMap { endpoint in
            endpoint.hooks.map { HookKey(endpoint: endpoint.path, hook: $0.name) }
        }
        lag = census.lag(at: now, batches: configuration.batchWaits)
        let runs = Dictionary(census.hooks.map { ($0.key, $0.runs) }, uniquingKeysWith: { first, _ in first })
        let known = Set(keys)
        let others = census.hooks.map(\.key).filter { !known.contains($0) }
        hooks = (keys + others).map { ($0, runs[$0] ?? [:]) }
    }

    private var total: [RunState: Int] {
        hooks.reduce(into: [:]) { total, hook in total.merge(hook.runs) { $0 + $1 } }
    }

    /// For people.
    var text: String {
        let total = total
        let counts = RunState.allCases.map { "\(total[$0, default: 0]) \($0.rawValue)" }.joined(separator: ", ")
        let late = lag.map { "a run is overdue by \(Self.rounded($0).shortText)" } ?? "no run is overdue"
        return """
            daemon   \(daemonText)
            journal  \(journal.description.escaped), \(bytes.sizeText)
            runs     \(counts)
            lag      \(late)

            """ + alerts.map { "alert    \($0.name.escaped), since \($0.startedAt?.rfc3339 ?? "")\n" }.joined() + table
    }

    private var daemonText: String {
        switch daemon {
        case .absent: return "not running"
        case .unseen(let reason): return "unknown: \(reason)"
        case .running(let process, let readiness):
            return (process.map { "running, process \($0)" } ?? "running") + Self.text(of: readiness)
        }
    }

    private static func text(of readiness: DaemonStatus.Readiness) -> String {
        switch readiness {
        case .unknown: return ""
        case .ready: return ", ready"
        case .notAsked(let reason): return "; readiness unknown: \(reason)"
        case .silent: return ", but does not answer at its admin address"
        case .unready(let reasons):
            let texts = reasons.compactMap { $0["text"]?.scalar?.escaped }
            return ", not ready" + texts.map { "\n         \($0)" }.joined()
        }
    }

    private var table: String {
        var text = ""
        for endpoint in hooks.map(\.key.endpoint).withoutDuplicates {
            var table = Table("  HOOK", "PENDING", "RUNNING", "FAILED", "SUCCEEDED", "CANCELLED")
            for (key, runs) in hooks where key.endpoint == endpoint {
                let count = { (state: RunState) in String(runs[state, default: 0]) }
                table.add(
                    "  " + key.hook.escaped.cut(to: Self.longestName), count(.pending), count(.running), count(.failed),
                    count(.succeeded), count(.cancelled))
            }
            text += "\nendpoint \(endpoint.escaped)\n\(table.text)"
        }
        return text
    }

    /// For programs.
    var json: JSONValue {
        .object(
            daemon.members + [
                .init("journal", .string(journal.description)), .init("journalBytes", .integer(bytes)),
                .init("lagMs", lag.map { .integer($0.milliseconds) } ?? .null), .init("runs", Self.json(total)),
                .init(
                    "alerts",
                    .array(
                        alerts.map { alert in
                            .object([
                                .init("alert", .string(alert.name)),
                                .init("since", .string(alert.startedAt?.rfc3339 ?? "")),
                            ])
                        })),
                .init(
                    "hooks",
                    .array(
                        hooks.map { key, runs in
                            .object([
                                .init("endpoint", .string(key.endpoint)), .init("hook", .string(key.hook)),
                                .init("runs", Self.json(runs)),
                            ])
                        })),
            ])
    }

    private static func json(_ runs: [RunState: Int]) -> JSONValue {
        .object(RunState.allCases.map { .init($0.rawValue, .integer(runs[$0, default: 0])) })
    }

    /// In one unit, readable at a glance.
    private static func rounded(_ lag: Duration) -> Duration {
        let unit = [Duration.seconds(3600), .seconds(60), .seconds(1)].first { lag >= $0 * 3 } ?? .milliseconds(1)
        return unit * Int(lag / unit)
    }
}

extension DaemonStatus {
    fileprivate var members: [JSONValue.Member] {
        let (running, ready, reasons): (JSONValue, JSONValue, [JSONValue]) =
            switch self {
            case .absent: (false, false, [Self.reason("not-running", "no daemon is running")])
            case .unseen(let reason): (.null, .null, [Self.reason("not-seen", reason)])
            case .running(_, .unknown): (true, .null, [])
            case .running(_, .ready): (true, true, [])
            case .running(_, .notAsked(let reason)): (true, .null, [Self.reason("not-asked", reason)])
            case .running(_, .silent):
                (true, false, [Self.reason("no-answer", "the daemon does not answer at its admin address")])
            case .running(_, .unready(let reasons)): (true, false, reasons)
            }
        var number = JSONValue.null
        if case .running(let process?, _) = self { number = .integer(process) }
        return [
            .init("running", running), .init("pid", number), .init("ready", ready), .init("reasons", .array(reasons)),
        ]
    }

    private static func reason(_ name: String, _ text: String) -> JSONValue {
        .object([.init("name", .string(name)), .init("text", .string(text))])
    }
}

extension [String] {
    fileprivate var withoutDuplicates: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}
