import Formats
import Synchronization
package import Values

/// Runs commands in this process.
package final class LocalCommands: CommandRunner {
    private let loop: CommandLoop
    private let nextID = Atomic<UInt64>(1)

    package init(clock: WallClock = .system) {
        loop = CommandLoop(clock: clock)
    }

    package func run(
        _ invocation: CommandInvocation, observe: @escaping @Sendable (CommandEvent) -> Void
    ) async -> CommandResult {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(.start(id, invocation, report: observe) { continuation.resume(returning: $0) })
                if Task.isCancelled { loop.submit(.stop(id, patience: CommandLife.patience)) }
            }
        } onCancel: {
            loop.submit(.stop(id, patience: CommandLife.patience))
        }
    }

    package func stopAll(patience: Duration) async {
        loop.submit(.stopAll(patience: patience))
    }

    /// Does nothing: the thread runs as long as the process.
    package func shutDown() async {}
}
