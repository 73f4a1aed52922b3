import Formats
import Values

/// Runs commands, each once and to its end: in this process, or in the executor.
package protocol CommandRunner: Sendable {
    /// Gets ready to run commands. Returns when no command runs that an earlier process of this program has left behind.
    func start() async

    /// Runs a command to its end, and returns how it ended. A failed command is a result, not an error.
    ///
    /// When the calling task is cancelled, the command's process group is ended (SIGTERM, then SIGKILL) and the result
    /// is `.interrupted`.
    ///
    /// - Parameters:
    ///   - invocation: the command.
    ///   - observe: what happens meanwhile; called in order, from any thread, and must not block.
    /// - Returns: how it ended.
    func run(_ invocation: CommandInvocation, observe: @escaping @Sendable (CommandEvent) -> Void) async
        -> CommandResult

    /// Ends every running command as if its task were cancelled; returns when no process group is left.
    ///
    /// - Parameter patience: how long they get between SIGTERM and SIGKILL.
    func stopAll(patience: Duration) async

    /// Commands may run for so long if this process says nothing more; then they are ended, and none is started.
    func mayRun(for time: Duration)

    /// Lets go of what runs commands; nothing may be run afterwards.
    func shutDown() async
}

extension CommandRunner {
    /// Nothing: commands that run in this process need no preparation.
    package func start() async {}

    /// Nothing: no other machine waits for commands that this process runs itself.
    package func mayRun(for time: Duration) {}
}

/// What happens while a command runs.
package enum CommandEvent: Sendable, Equatable {
    /// It was started as this process, which leads a process group of its own.
    case started(pid: Int32)
    /// It wrote this to stdout or stderr; only where the invocation streams output.
    case output([UInt8])
}
