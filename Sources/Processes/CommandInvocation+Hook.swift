package import Formats
package import Values

extension CommandInvocation {
    /// A command outside hooks, such as `on-failure`. It gets `input` as JSON on standard input, and a few of the
    /// daemon's own variables.
    ///
    /// - Parameters:
    ///   - command: its words, with placeholders for fields of `input`.
    ///   - input: its subject.
    ///   - prefix: of the variables that hold the values of `input`; nil for no variables.
    ///   - daemon: the daemon's own environment, part of which is passed on.
    /// - Throws: if `input` does not fit the command.
    package init(
        of command: CommandTemplate, input: JSONValue, variables prefix: String? = nil,
        inheriting daemon: [String: String]
    ) throws(CommandError) {
        let variables = prefix.map { PayloadVariables(of: input, named: $0).variables } ?? []
        self.init(
            arguments: try command.arguments(for: input),
            environment: CommandEnvironment.basics(of: daemon) + variables,
            input: Array((input.text + "\n").utf8), timeout: .seconds(300))
    }

    /// Whether the environment lacks values of the payload because they exceed its limits.
    package var lacksPayloadValues: Bool { environment.contains(CommandEnvironment.truncationMark) }

    /// A hook's command for one attempt at a delivery.
    ///
    /// - Parameters:
    ///   - hook: the hook.
    ///   - delivery: the delivery.
    ///   - attempt: the attempt's number.
    ///   - daemon: the daemon's own environment, part of which is passed on.
    ///   - streamsOutput: whether output is reported while the command runs.
    /// - Throws: if the payload does not fit the command.
    package init(
        of hook: Hook, for delivery: Delivery, attempt: Int, inheriting daemon: [String: String], streamsOutput: Bool
    ) throws(CommandError) {
        guard hook.batch == nil else {
            self = try CommandInvocation(
                of: hook, forBatch: [delivery], attempt: attempt, inheriting: daemon, streamsOutput: streamsOutput)
            return
        }
        let payload: JSONValue
        do {
            payload = try JSONReader.value(in: delivery.body)
        } catch {
            throw .unreadablePayload(error.description)
        }
        self.init(
            arguments: try hook.command.arguments(for: payload),
            environment: CommandEnvironment.variables(
                for: hook, delivery: delivery, payload: payload, attempt: attempt, inheriting: daemon),
            directory: hook.directory, input: delivery.body, timeout: hook.timeout, streamsOutput: streamsOutput)
        silenceTimeout = hook.silenceTimeout
    }
}
