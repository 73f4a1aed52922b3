import Formats
package import Values

extension CommandInvocation {
    /// The command of a hook for one attempt at a batch of deliveries: their payloads stand on its standard input, one JSON
    /// value a line.
    ///
    /// - Parameters:
    ///   - hook: what to run.
    ///   - deliveries: what it is about, at least one.
    ///   - attempt: the highest attempt's number among them.
    ///   - daemon: the daemon's own environment, of which a part is passed on.
    ///   - streamsOutput: whether output is handed on while it runs.
    /// - Throws: if the command has placeholders, which a batch has no values for.
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
    /// JSON text on one line. A string of JSON holds no bare line break, so those that stand there are white space.
    fileprivate var asJSONLine: [UInt8] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let text = starts(with: mark) ? dropFirst(mark.count) : self[...]
        return text.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 } + [0x0A]
    }
}
