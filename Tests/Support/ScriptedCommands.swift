package import Processes
import Synchronization
package import Values

/// Commands that a test ends by hand: each run waits until the test says how it ends.
package final class ScriptedCommands: CommandRunner {
    /// A command under way.
    package struct Call: Sendable {
        package let invocation: CommandInvocation
        fileprivate let end: CheckedContinuation<CommandResult, Never>

        /// Its variable of this name.
        package func variable(_ name: String) -> String? {
            invocation.environment.first { $0.name == name }?.value
        }

        /// Ends it.
        package func finish(_ exit: Exit, output: String = "", startWasRefused: Bool = false) {
            let moment = Timestamp(milliseconds: 0)
            var result = CommandResult(
                exit: exit, startedAt: moment, finishedAt: moment, output: Array(output.utf8),
                outputBytes: Int64(output.utf8.count))
            result.startWasRefused = startWasRefused
            end.resume(returning: result)
        }
    }

    private let starts = Mutex(0)
    /// How many were started.
    package var count: Int { starts.withLock { $0 } }

    /// The commands, in the order in which they were started.
    package let calls: AsyncStream<Call>
    private let started: AsyncStream<Call>.Continuation

    package init() {
        (calls, started) = AsyncStream.makeStream()
    }

    package func run(_ invocation: CommandInvocation, observe: @escaping @Sendable (CommandEvent) -> Void) async
        -> CommandResult
    {
        starts.withLock { $0 += 1 }
        return await withCheckedContinuation { started.yield(Call(invocation: invocation, end: $0)) }
    }

    package func stopAll(patience: Duration) async {}
    package func shutDown() async {}
}
