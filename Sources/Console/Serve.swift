import Daemon
import Formats
import Foundation
import Glibc
import HTTP
import Processes
import Reporting
import Settings
import Values

extension Subcommand {
    static let serve = Subcommand(
        name: "serve", summary: "Run the daemon in the foreground",
        explanation: """
            Accepts webhooks and runs the configured commands until SIGTERM or SIGINT; running commands then have
            shutdown-timeout to finish. Logs go to stderr. With --hooks no configuration is needed: each executable in DIR
            runs for the event that it is named after, and so do all executables in EVENT.d.
            """,
        options: [
            .configuration,
            Option(
                name: "hooks", value: "DIR", candidates: .directories,
                help: "Directory of hooks, instead of a configuration"),
            Option(name: "secret-env", value: "NAME", help: "With --hooks: variable that holds the key"),
            Option(
                name: "secret-file", value: "FILE", candidates: .files, help: "With --hooks: file that holds the key"),
            Option(name: "listen", value: "ADDRESS", help: "With --hooks: listen address (default: 127.0.0.1:8080)"),
            Option(
                name: "journal", value: "DIR", candidates: .directories,
                help: "With --hooks: journal (default: /var/lib/hookrunner)"),
            Option(name: "endpoint", value: "PATH", help: "With --hooks: URL path (default: /)"),
            Option(
                name: "provider", value: "NAME", candidates: .providers,
                help: "With --hooks: provider (default: circularo)"),
            Option(name: "receive-only", help: "Run no commands; other machines with the same journal run them"),
            Option(name: "run-only", help: "Accept no requests; other machines with the same journal do"),
        ],
        command: Serve.self)
}

struct Serve: Command {
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
                "--receive-only and --run-only need a shared journal: postgresql://USER@HOST/DATABASE")
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

    /// Reads the configuration, at the start and for each reload. It keeps the environment of the start: the variables that
    /// hold secrets are removed afterwards.
    private func loader(for role: Role) throws(Failure) -> @Sendable () -> LoadedConfiguration {
        let environment = context.environment
        guard let directory = arguments["hooks"] else {
            for option in ["listen", "secret-env", "secret-file", "journal", "endpoint", "provider"]
            where arguments[option] != nil {
                throw Failure(.usage, "--\(option) needs --hooks; with a configuration, use a directive")
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

    /// How other subcommands find this daemon's configuration.
    private func record(of loaded: LoadedConfiguration) throws(Failure) -> StartRecord? {
        guard let directory = arguments["hooks"] else { return loaded.files.first.map(StartRecord.configuration) }
        return try FileSource.system.workingDirectory.map { place throws(Failure) in
            .hooks(try hooks(in: directory).absolute(in: place))
        }
    }

    /// Where the next daemon looks for commands still running, after daemon and executor were killed together.
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
