import Formats

extension Subcommand {
    static let completions = Subcommand(
        name: "completions", operands: "bash|zsh|fish", operandCount: 1...1,
        operandCandidates: .words(CompletionShell.allCases.map(\.rawValue)),
        summary: "Print a completion script for your shell",
        explanation: """
            Use it as in: source <(hookrunner completions bash). The script completes commands, options, and values such
            as events, providers and files.
            """,
        command: Completions.self)

    static let complete = Subcommand(
        name: "complete", operands: "-- WORD...", operandCount: 1...100_000,
        summary: "Print what completes a command line",
        explanation: "The scripts of 'hookrunner completions' call this with the words up to the cursor.",
        command: Complete.self)
}

struct Completions: Command {
    let arguments: Arguments
    let context: Context

    func run() throws(Failure) -> ExitStatus {
        let name = arguments.operands[0]
        guard let shell = CompletionShell(rawValue: name) else {
            let names = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "unknown shell '\(name.escaped)'; expected one of: \(names)")
        }
        context.terminal.print(shell.script)
        return .success
    }
}

struct Complete: Command {
    let arguments: Arguments
    let context: Context

    func run() -> ExitStatus {
        context.terminal.print(Completion(of: arguments.operands).text)
        return .success
    }
}
