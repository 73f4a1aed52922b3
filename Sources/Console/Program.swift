import Formats
import Foundation
import Processes
import Values

/// The entry point: arguments → subcommand → exit status.
package enum Program {
    /// The internal subcommand that the daemon starts as its executor; ps(1) shows it.
    static let executorCommand = "hookrunner: executor"

    /// Prepares the process, before anything else and while it has one thread. As process 1, the daemon is a child of this
    /// process: then this never returns, and exits with the daemon's status.
    ///
    /// - Parameter arguments: the whole command line.
    package static func prepare(_ arguments: [String]) {
        InheritedDescriptors.openMissingStandardStreams()
        InheritedDescriptors.closeThoseOverTheLimit()
        Confidentiality.hideEnvironment()
        let name = arguments.dropFirst().first
        if name == executorCommand { ProcessName.set(Executor.processName) }
        // Hooks run beside these.
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
        guard let name = words.first else { throw Failure(.usage, "missing command; see 'hookrunner help'") }
        switch name {
        case "--help", "-h":
            return try Help.show(Array(words.dropFirst()), in: context)
        case "version", "--version", "-V":
            context.terminal.print("hookrunner \(Help.version)\n")
            return .success
        default:
            if let place = words.firstIndex(where: { ["--", "--help", "-h"].contains($0) }), words[place] != "--" {
                return try Help.show(words[..<place].prefix { !$0.hasPrefix("-") }.map { $0 }, in: context)
            }
            let subcommand = try Subcommand.named(words)
            let arguments: Arguments
            do {
                arguments = try Arguments(Array(words.dropFirst(subcommand.words.count)), for: subcommand)
            } catch {
                throw Failure(.usage, "\(error); usage: \(Help.usage(of: subcommand))")
            }
            return try await subcommand.command.init(arguments: arguments, context: context).run()
        }
    }
}

extension Subcommand {
    /// The subcommand whose name these words begin with; there is at least one word.
    static func named(_ words: [String]) throws(Failure) -> Subcommand {
        if let subcommand = first(in: words) { return subcommand }
        let group = group(words[0]).map(\.name).joined(separator: ", ")
        guard !group.isEmpty else {
            throw Failure(.usage, "unknown command '\(words[0].escaped)'; see 'hookrunner help'")
        }
        guard words.count > 1 else { throw Failure(.usage, "missing subcommand: \(group)") }
        let typed = words.prefix(2).joined(separator: " ").escaped
        throw Failure(.usage, "unknown command '\(typed)'; expected one of: \(group)")
    }
}
