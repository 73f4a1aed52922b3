import Formats
import Daemon
import Foundation
import Glibc
import HTTP
import Processes
import Reporting
import Settings
import Values

/// `hookrunner serve`: the daemon.
struct Serve: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let role = try role()
        let load = try loader(for: role)
        let loaded = load()
        context.show(loaded)
        guard let configuration = loaded.configuration else { return .configuration }
        guard role == .everything || configuration.journal.isShared else {
            throw Failure(
                .usage,
                "--receive-only and --run-only go with a journal that machines share: postgresql://USER@HOST/DATABASE")
        }
        loaded.secretVariables.forEach(SecretVariable.remove)
        let environment = context.environment.filter { !loaded.secretVariables.contains($0.key) }
        let log = Log(
            configuration.log, as: LogDestination(of: STDERR_FILENO, environment: environment), clock: context.clock)
        let commands = ExecutorClient(
            executable: context.executable, arguments: [Program.executorCommand], environment: environment,
            record: recordPlace(for: configuration.journal, environment), report: { log.write(LogEvent($0)) })
        let daemon = Daemon(
            configuration, from: loaded.sources, named: loaded.nameForCommands,
            record: try record(of: loaded), commands: commands,
            environment: environment, log: log,
            version: Help.version, reload: { Reload(load()) })
        do {
            try await daemon.run()
            await log.flush()
            return .success
        } catch {
            await log.flush()
            throw Failure(error.isTemporary ? .tryAgain : .failure, error.description)
        }
    }

    /// What reads the configuration, also anew: with the variables that held secrets at the start, which are gone from the
    /// environment by then.
    private func loader(for role: Role) throws(Failure) -> @Sendable () -> LoadedConfiguration {
        let environment = context.environment
        guard let directory = arguments["hooks"] else {
            for option in ["listen", "secret-env", "secret-file", "journal", "endpoint", "provider"]
            where arguments[option] != nil {
                throw Failure(.usage, "--\(option) goes with --hooks; a configuration says it in a directive")
            }
            return { [path = arguments["config"]] in
                ConfigurationFile.load(
                    path, environment: environment, needs: role == .runOnly ? .local : .serve,
                    certificates: TLSContext.problems
                ).reduced(to: role)
            }
        }
        let hooks = try hooks(in: directory)
        return { ConfigurationFile.load(hooks: hooks, environment: environment).reduced(to: role) }
    }

    /// What the tools beside this daemon need to find its configuration.
    private func record(of loaded: LoadedConfiguration) throws(Failure) -> StartRecord? {
        guard let directory = arguments["hooks"] else { return loaded.files.first.map(StartRecord.configuration) }
        return try FileSource.system.workingDirectory.map { place throws(Failure) in
            .hooks(try hooks(in: directory).absolute(in: place))
        }
    }

    /// Where the next daemon finds what this one has left running, if it is killed together with its executor.
    private func recordPlace(
        for journal: JournalLocation, _ environment: [String: String]
    ) -> ExecutorRecordFile.Place {
        switch journal {
        case .directory(let path): .own(directory: path)
        case .database: .runtimeDirectory(in: environment)
        }
    }

    private func role() throws(Failure) -> Role {
        switch (arguments.has("receive-only"), arguments.has("run-only")) {
        case (false, false): .everything
        case (true, false): .receiveOnly
        case (false, true): .runOnly
        case (true, true): throw Failure(.usage, "either --receive-only or --run-only")
        }
    }

    private func hooks(in directory: String) throws(Failure) -> HooksDirectory {
        guard arguments["config"] == nil else { throw Failure(.usage, "either --config or --hooks") }
        var hooks = HooksDirectory(path: directory)
        switch (arguments["secret-env"], arguments["secret-file"]) {
        case (let name?, nil): hooks.secret = HooksDirectory.SecretPlace(.env, name)
        case (nil, let path?): hooks.secret = HooksDirectory.SecretPlace(.file, path)
        case (nil, nil): throw Failure(.usage, "--hooks needs --secret-env NAME or --secret-file FILE")
        case (_?, _?): throw Failure(.usage, "either --secret-env or --secret-file")
        }
        arguments["listen"].map { hooks.listen = $0 }
        arguments["journal"].map { hooks.journal = $0 }
        arguments["endpoint"].map { hooks.endpoint = $0 }
        arguments["provider"].map { hooks.provider = $0 }
        return hooks
    }
}

extension LogEvent {
    /// What the executor's client has to say.
    fileprivate init(_ event: ExecutorClient.Event) {
        self =
            switch event {
            case .lost(let reason): .executorLost(reason: reason)
            case .endedLeftovers(let processes, let remaining):
                .leftoversEnded(processes: processes, remaining: remaining)
            case .unrecorded(let reason): .commandsUnrecorded(reason: reason)
            }
    }
}
