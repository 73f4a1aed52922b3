import Formats
import Processes
import Values

/// Runs `on-alert` and `on-failure` commands.
struct Notifier: Sendable {
    let commands: any CommandRunner
    /// The daemon's own environment, of which commands get a part.
    let inherited: [String: String]
    let clock: WallClock
    /// How long to wait before the journal is asked once more.
    static let retryInterval: Duration = .seconds(1)

    /// Runs a command with the values of `notice` in its words, and `notice` on its standard input. With a prefix, the
    /// values are also variables whose names begin with it.
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
