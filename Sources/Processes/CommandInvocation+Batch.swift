import Formats
package import Values

extension CommandInvocation {
    /// A hook's command for one attempt at a batch of deliveries. Standard input holds their payloads, one JSON value a
    /// line.
    ///
    /// - Parameters:
    ///   - hook: the hook.
    ///   - deliveries: the batch, at least one.
    ///   - attempt: the highest attempt's number among them.
    ///   - daemon: the daemon's own environment, part of which is passed on.
    ///   - streamsOutput: whether output is reported while the command runs.
    /// - Throws: if the command has placeholders, which have no values in a batch.
    package init(
        of hook: Hook, forBatch deliveries: [Delivery], attempt: Int, inheriting daemon: [String: String],
        streamsOutput: Bool
    ) throws(CommandError) {
        self.init(
            arguments: try hook.command.arguments(for: .object([])),
            environment: CommandEnvironment.variables(
                for: hook, batch: deliveries, attempt: attempt, inheriting: daemon),
            directory: hook.directory, input: deliveries.flatMap { $0.body.asJSONLine }, timeout: hook.timeout,
            streamsOutput: streamsOutput)
        silenceTimeout = hook.silenceTimeout
    }
}

extension [UInt8] {
    /// JSON text on one line. JSON strings contain no bare line break, so every line break is white space.
    fileprivate var asJSONLine: [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = starts(with: mark) ? dropFirst(mark.count) : self[...]
        return text.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
    }
}
