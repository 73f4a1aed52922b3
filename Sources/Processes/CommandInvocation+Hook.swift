package import Formats
package import Values

extension CommandInvocation {
    /// A command that belongs to no hook, such as `on-failure`: it gets `input` as JSON, and a little of the daemon's own
    /// environment.
    ///
    /// - Parameters:
    ///   - command: its words, with fields of `input`.
    ///   - input: what it is about.
    ///   - prefix: what the names of variables begin with that hold the values of `input`; nil for no variables.
    ///   - daemon: the daemon's own environment, of which a part is passed on.
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

    /// Whether values of the payload are not in the environment, for want of room.
    package var lacksPayloadValues: Bool { environment.contains(CommandEnvironment.truncationMark) }

    /// The command of a hook for one attempt at a delivery.
    ///
    /// - Parameters:
    ///   - hook: what to run.
    ///   - delivery: what it is about.
    ///   - attempt: the attempt's number.
    ///   - daemon: the daemon's own environment, of which a part is passed on.
    ///   - streamsOutput: whether output is handed on while it runs.
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
