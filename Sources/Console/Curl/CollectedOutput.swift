import Processes
import Synchronization
import Values

/// Collects the output of a command, up to a limit.
final class CollectedOutput: Sendable {
    private let collected = Mutex<[UInt8]>([])
    private let limit: Int

    private init(limit: Int) {
        self.limit = limit
    }

    /// Nil over the limit.
    private var bytes: [UInt8]? {
        let bytes = collected.withLock { $0 }
        return bytes.count <= limit ? bytes : nil
    }

    private func append(_ piece: [UInt8]) {
        collected.withLock { if $0.count <= limit { $0 += piece } }
    }

    /// Runs a command in this process.
    ///
    /// - Parameters:
    ///   - invocation: with `streamsOutput`.
    ///   - limit: of the output, in bytes.
    /// - Returns: its end and its output; nil for an output over the limit.
    static func of(_ invocation: CommandInvocation, limit: Int) async -> (exit: Exit, bytes: [UInt8]?) {
        let collected = CollectedOutput(limit: limit)
        let result = await Interruption.shared.guarding {
            await LocalCommands().run(invocation) { event in
                if case .output(let bytes) = event { collected.append(bytes) }
            }
        }
        return (result.exit, collected.bytes)
    }
}
