import Formats
import Values

/// The environment of a command: HOOK_*, PAYLOAD_*, the configured variables, and a few of the daemon's own.
///
/// Later groups override earlier ones: the daemon's own, `pass-env`, `env`, payload, HOOK_*. So neither a payload nor a
/// configuration can forge a HOOK_* variable.
enum CommandEnvironment {
    /// Passed to every command without being configured, like `LC_*`.
    static let inherited: Set<String> = ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR"]

    /// The environment of one attempt at a delivery.
    ///
    /// - Parameters:
    ///   - hook: its hook.
    ///   - delivery: the delivery.
    ///   - payload: the delivery's body, parsed.
    ///   - attempt: the attempt's number.
    ///   - daemon: the daemon's own environment.
    /// - Returns: variables with unique names.
    static func variables(
        for hook: Hook, delivery: Delivery, payload: JSONValue, attempt: Int, inheriting daemon: [String: String]
    ) -> [EnvironmentVariable] {
        lastOfEachName(
            configured(for: hook, inheriting: daemon) + payloadVariables(of: payload)
                + sharedVariables(for: hook, delivery: delivery, attempt: attempt) + [
                    EnvironmentVariable("HOOK_EVENT", delivery.event),
                    EnvironmentVariable("HOOK_DELIVERY_ID", delivery.id.text),
                    EnvironmentVariable("HOOK_RECEIVED_AT", delivery.receivedAt.rfc3339),
                ])
    }

    /// The environment of one attempt at a batch: it contains no values of payloads.
    static func variables(
        for hook: Hook, batch: [Delivery], attempt: Int, inheriting daemon: [String: String]
    ) -> [EnvironmentVariable] {
        let shared = batch.first.map { sharedVariables(for: hook, delivery: $0, attempt: attempt) } ?? []
        let size = EnvironmentVariable("HOOK_BATCH_SIZE", String(batch.count))
        return lastOfEachName(configured(for: hook, inheriting: daemon) + shared + [size])
    }

    private static func configured(for hook: Hook, inheriting daemon: [String: String]) -> [EnvironmentVariable] {
        let passed = hook.passedEnvironment.compactMap { name in daemon[name].map { EnvironmentVariable(name, $0) } }
        return basics(of: daemon) + passed + hook.environment
    }

    /// The daemon's own variables that every command gets.
    static func basics(of daemon: [String: String]) -> [EnvironmentVariable] {
        daemon.filter { inherited.contains($0.key) || $0.key.hasPrefix("LC_") }.sorted { $0.key < $1.key }
            .map { EnvironmentVariable($0.key, $0.value) }
    }

    private static func lastOfEachName(_ variables: [EnvironmentVariable]) -> [EnvironmentVariable] {
        var seen: Set<String> = []
        return variables.reversed().filter { seen.insert($0.name).inserted }.reversed()
    }

    /// Variables that all deliveries of a batch share.
    private static func sharedVariables(for hook: Hook, delivery: Delivery, attempt: Int) -> [EnvironmentVariable] {
        [
            EnvironmentVariable("HOOK_NAME", hook.name), EnvironmentVariable("HOOK_ENDPOINT", delivery.endpoint),
            EnvironmentVariable("HOOK_PROVIDER", delivery.provider),
            EnvironmentVariable("HOOK_ATTEMPT", String(attempt)),
            EnvironmentVariable("HOOK_MAX_ATTEMPTS", String(hook.retry.attempts)),
        ]
    }

    /// `PAYLOAD_` and the path of each scalar, by `PayloadVariables`; with `HOOK_PAYLOAD_TRUNCATED` if some are left
    /// out.
    static func payloadVariables(of payload: JSONValue) -> [EnvironmentVariable] {
        let found = PayloadVariables(of: payload, named: "PAYLOAD")
        return found.variables + (found.isTruncated ? [truncationMark] : [])
    }

    /// Marks an environment without some of the payload's values.
    static let truncationMark = EnvironmentVariable("HOOK_PAYLOAD_TRUNCATED", "1")
}
