import Formats
import Processes
import Values

/// Runs `on-alert` and `on-failure` commands.
struct Notifier: Sendable {
    let commands: any CommandRunner
    /// The environment of the daemon; commands inherit a part of it.
    let inherited: [String: String]
    let clock: WallClock
    /// The pause after a failure of the journal.
    static let retryInterval: Duration = .seconds(1)

    /// Runs a command. `notice` is its standard input, and fills the fields in its words. With a prefix, its values are
    /// also environment variables whose names begin with that.
    @concurrent func result(
        of command: CommandTemplate, notice: JSONValue, variables prefix: String? = nil
    ) async -> CommandResult {
        let now = clock.now
        do {
            let invocation = try CommandInvocation(of: command, input: notice, variables: prefix, inheriting: inherited)
            return await commands.run(invocation) { _ in }
        } catch {
            return CommandResult(exit: .notStarted(error.description), startedAt: now, finishedAt: now)
        }
    }
}
