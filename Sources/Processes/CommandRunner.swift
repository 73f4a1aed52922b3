import Formats
import Values

/// Runs commands, in this process or in the executor.
package protocol CommandRunner: Sendable {
    /// Prepares to run commands. Returns when no command of an earlier process of this program runs any more.
    func start() async

    /// Runs a command to its end. A failed command is a result, not an error.
    ///
    /// When the calling task is cancelled, the command's process group is ended (SIGTERM, then SIGKILL) and the result
    /// is `.interrupted`.
    ///
    /// - Parameters:
    ///   - invocation: the command.
    ///   - observe: receives events in order, on any thread; must not block.
    /// - Returns: how it ended.
    func run(_ invocation: CommandInvocation, observe: @escaping @Sendable (CommandEvent) -> Void) async
        -> CommandResult

    /// Ends every running command as if its task were cancelled.
    ///
    /// - Parameter patience: the time between SIGTERM and SIGKILL.
    func stopAll(patience: Duration) async

    /// Limits how long commands may run from now. Unless it is called again, they are then ended, and no new one is
    /// started.
    func mayRun(for time: Duration)

    /// Shuts down; the last call.
    func shutDown() async
}

extension CommandRunner {
    /// Does nothing: commands in this process need no preparation.
    package func start() async {}

    /// Does nothing: no other machine reclaims runs of this process.
    package func mayRun(for time: Duration) {}
}

/// What happens while a command runs.
package enum CommandEvent: Sendable, Equatable {
    /// It was started as this process, the leader of its own process group.
    case started(pid: Int32)
    /// It wrote this to stdout or stderr; sent only if the invocation streams output.
    case output([UInt8])
}
