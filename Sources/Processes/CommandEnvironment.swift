import Formats
import Values

/// The whole environment of a command: HOOK_*, PAYLOAD_*, what the configuration names, and a little of the daemon's own.
///
/// A later group wins over an earlier one: the daemon's own, `pass-env`, `env`, payload, HOOK_*. So neither a payload nor
/// a configuration can pretend to be the program.
enum CommandEnvironment {
    /// What is passed on without being named; `LC_*`, too.
    static let inherited: Set<String> = ["PATH", "HOME", "USER", "LANG", "TZ", "TMPDIR"]

    /// The variables of one attempt.
    ///
    /// - Parameters:
    ///   - hook: its hook.
    ///   - delivery: what it is about.
    ///   - payload: the delivery's body, read.
    ///   - attempt: its number.
    ///   - daemon: the daemon's own environment.
    /// - Returns: each name once.
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

    /// The variables of one attempt at a batch: nothing of a single payload is in them.
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

    /// What every command gets of the daemon's own variables.
    static func basics(of daemon: [String: String]) -> [EnvironmentVariable] {
        daemon.filter { inherited.contains($0.key) || $0.key.hasPrefix("LC_") }.sorted { $0.key < $1.key }
            .map { EnvironmentVariable($0.key, $0.value) }
    }

    private static func lastOfEachName(_ variables: [EnvironmentVariable]) -> [EnvironmentVariable] {
        var seen: Set<String> = []
        return variables.reversed().filter { seen.insert($0.name).inserted }.reversed()
    }

    /// What is the same for every delivery of a batch.
    private static func sharedVariables(for hook: Hook, delivery: Delivery, attempt: Int) -> [EnvironmentVariable] {
        [
            EnvironmentVariable("HOOK_NAME", hook.name), EnvironmentVariable("HOOK_ENDPOINT", delivery.endpoint),
            EnvironmentVariable("HOOK_PROVIDER", delivery.provider),
            EnvironmentVariable("HOOK_ATTEMPT", String(attempt)),
            EnvironmentVariable("HOOK_MAX_ATTEMPTS", String(hook.retry.attempts)),
        ]
    }

    /// `PAYLOAD_` and the way to each scalar, as `PayloadVariables` has them; `HOOK_PAYLOAD_TRUNCATED` if some are left out.
    static func payloadVariables(of payload: JSONValue) -> [EnvironmentVariable] {
        let found = PayloadVariables(of: payload, named: "PAYLOAD")
        return found.variables + (found.isTruncated ? [truncationMark] : [])
    }

    /// Says that the payload has values which are not in the environment.
    static let truncationMark = EnvironmentVariable("HOOK_PAYLOAD_TRUNCATED", "1")
}
