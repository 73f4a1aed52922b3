import Formats
import Foundation
import Processes
import Values

/// The way in: arguments → subcommand → exit status.
package enum Program {
    /// The internal subcommand with which the daemon starts its executor; not for people, but in words that ps(1) shows.
    static let executorCommand = "hookrunner: executor"

    /// Makes the process ready; to be called before anything else, while the process has one thread. As process 1, the
    /// daemon is a child of this process: then this returns never, and exits with the daemon's status.
    ///
    /// - Parameter arguments: the whole command line.
    package static func prepare(_ arguments: [String]) {
        InheritedDescriptors.openMissingStandardStreams()
        InheritedDescriptors.closeThoseOverTheLimit()
        Confidentiality.hideEnvironment()
        let name = arguments.dropFirst().first
        if name == executorCommand { ProcessName.set(Executor.processName) }
        // Those that commands run beside.
        if [executorCommand, Subcommand.serve.name, Subcommand.run.name].contains(name) {
            Confidentiality.refuseInspection()
        }
        guard InitProcess.isNeeded, name == Subcommand.serve.name else { return }
        exit(InitProcess.run(executable, arguments))
    }

    private static let executable = "/proc/self/exe"

    /// Runs the program.
    ///
    /// - Parameter arguments: the whole command line, the program's name first.
    /// - Returns: the exit status.
    package static func run(_ arguments: [String]) async -> Int32 {
        let words = Array(arguments.dropFirst())
        if words == [executorCommand] { return Executor.serve() }
        let context = Context(
            terminal: Terminal(), clock: .system, environment: ProcessInfo.processInfo.environment,
            executable: executable)
        do {
            return try await run(words, in: context).rawValue
        } catch {
            if !error.message.isEmpty { context.terminal.say(error.message) }
            return error.status.rawValue
        }
    }

    private static func run(_ words: [String], in context: Context) async throws(Failure) -> ExitStatus {
        guard let name = words.first else {
            throw Failure(.usage, "what is to be done? 'hookrunner help' lists the commands")
        }
        switch name {
        case "--help", "-h": return try help(on: Array(words.dropFirst()), in: context)
        case "version", "--version", "-V":
            context.terminal.print("hookrunner \(Help.version)\n")
            return .success
        default:
            if let place = words.firstIndex(where: { ["--", "--help", "-h"].contains($0) }), words[place] != "--" {
                return try help(on: words[..<place].prefix { !$0.hasPrefix("-") }.map { $0 }, in: context)
            }
            let subcommand = try subcommand(in: words)
            let arguments: Arguments
            do {
                arguments = try Arguments(Array(words.dropFirst(subcommand.words.count)), for: subcommand)
            } catch {
                throw Failure(.usage, "\(error); usage: \(Help.usage(of: subcommand))")
            }
            return try await run(subcommand, arguments, in: context)
        }
    }

    private static func run(
        _ subcommand: Subcommand, _ arguments: Arguments, in context: Context
    ) async throws(Failure) -> ExitStatus {
        switch subcommand.name {
        case Subcommand.serve.name: try await Serve(arguments: arguments, context: context).run()
        case Subcommand.check.name: try Check(arguments: arguments, context: context).run()
        case Subcommand.run.name: try await RunOnce(arguments: arguments, context: context).run()
        case Subcommand.send.name: try await Send(arguments: arguments, context: context).run()
        case Subcommand.sign.name: try Sign(arguments: arguments, context: context).run()
        case Subcommand.verify.name: try Verify(arguments: arguments, context: context).run()
        case Subcommand.list.name: try await List(arguments: arguments, context: context).run()
        case Subcommand.show.name: try await Show(arguments: arguments, context: context).run()
        case Subcommand.retry.name: try await Retry(arguments: arguments, context: context).run()
        case Subcommand.cancel.name: try await Cancel(arguments: arguments, context: context).run()
        case Subcommand.status.name: try await Status(arguments: arguments, context: context).run()
        case Subcommand.copyJournal.name: try await CopyJournal(arguments: arguments, context: context).run()
        case Subcommand.migrateJournal.name: try await MigrateJournal(arguments: arguments, context: context).run()
        case Subcommand.listWebhooks.name: try await ListWebhooks(arguments: arguments, context: context).run()
        case Subcommand.createWebhook.name: try await CreateWebhook(arguments: arguments, context: context).run()
        case Subcommand.deleteWebhook.name: try await DeleteWebhook(arguments: arguments, context: context).run()
        case Subcommand.importWebhook.name: try await ImportWebhook(arguments: arguments, context: context).run()
        case Subcommand.completions.name: try Completions(arguments: arguments, context: context).run()
        case Subcommand.helpCommand.name: try help(on: arguments.operands, in: context)
        default: preconditionFailure("every subcommand of the table is here")
        }
    }

    private static func help(on words: [String], in context: Context) throws(Failure) -> ExitStatus {
        let group = words.count == 1 ? Subcommand.group(words[0]) : []
        if words.isEmpty {
            context.terminal.print(Help.overview)
        } else if !group.isEmpty {
            context.terminal.print(group.map(Help.page).joined(separator: "\n"))
        } else {
            context.terminal.print(Help.page(of: try subcommand(in: words)))
        }
        return .success
    }

    private static func subcommand(in words: [String]) throws(Failure) -> Subcommand {
        if let subcommand = Subcommand.first(in: words) { return subcommand }
        let group = Subcommand.group(words[0]).map(\.name)
        guard !group.isEmpty else {
            throw Failure(.usage, "unknown command '\(words[0].escaped)'; 'hookrunner help' lists the commands")
        }
        guard words.count > 1 else { throw Failure(.usage, "which one? \(group.joined(separator: ", "))") }
        let typed = words.prefix(2).joined(separator: " ").escaped
        throw Failure(.usage, "unknown command '\(typed)'; there are: \(group.joined(separator: ", "))")
    }
}
