import Daemon
import Foundation
import Processes
import Reporting
import Settings
import Values

/// `hookrunner serve`: the daemon.
struct Serve: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let loaded = context.loadConfiguration(arguments, needs: .serve)
        guard let configuration = loaded.configuration else { return .configuration }
        loaded.secretVariables.forEach(SecretVariable.remove)
        let environment = context.environment.filter { !loaded.secretVariables.contains($0.key) }
        let log = Log(configuration.log, isSystemdJournal: environment["JOURNAL_STREAM"] != nil, clock: context.clock)
        let commands = ExecutorClient(
            executable: context.executable, arguments: [Program.executorCommand],
            onLoss: { log.write(.executorLost(reason: $0)) })
        let daemon = Daemon(
            configuration, commands: commands, environment: environment, log: log, reload: { reload() })
        defer { log.flush() }
        do {
            try await daemon.run()
            return .success
        } catch {
            throw Failure(error.isTemporary ? .tryAgain : .failure, error.description)
        }
    }

    /// Reads the configuration anew, with the variables that held secrets at the start: they are gone from the environment.
    private func reload() -> Reload {
        let loaded = ConfigurationFile.load(arguments["config"], environment: context.environment, needs: .serve)
        let texts = loaded.diagnostics.map { "\($0.file):\($0.line): \($0.message)" }
        return loaded.configuration.map { .accepted($0, warnings: texts) } ?? .refused(mistakes: texts)
    }
}
