import Journals
import Reporting
import Values

extension JournalCensus {
    /// The samples of `/metrics`, for each hook of the configuration and each removed one that still has runs.
    func samples(under configuration: Configuration, at now: Timestamp) -> [Sample] {
        var runs: [HookKey: [RunState: Int]] = [:]
        for endpoint in configuration.endpoints {
            for hook in endpoint.hooks { runs[HookKey(endpoint: endpoint.path, hook: hook.name)] = [:] }
        }
        for hook in hooks { runs[hook.key] = hook.runs }
        let lag = lag(at: now, batches: configuration.batchWaits) ?? .zero
        return runs.flatMap { key, counts in
            RunState.allCases.map { state in
                Sample(
                    .journalRuns, key.endpoint, key.hook, state.rawValue, value: Double(counts[state, default: 0]))
            }
        } + [Sample(.oldestPending, value: lag / .seconds(1)), Sample(.journalBytes, value: Double(bytes))]
    }
}
