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
        let daemon = Daemon(configuration, commands: commands, environment: environment, log: log)
        defer { log.flush() }
        do {
            try await daemon.run()
            return .success
        } catch {
            throw Failure(error.isTemporary ? .tryAgain : .failure, error.description)
        }
    }
}
