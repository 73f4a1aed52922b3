import Formats
import Values

/// `hookrunner completions SHELL`: a script that completes commands, made from the table that `help` shows.
struct Completions: Sendable {
    let arguments: Arguments
    let context: Context

    func run() throws(Failure) -> ExitStatus {
        let name = arguments.operands[0]
        guard let shell = CompletionShell(rawValue: name) else {
            let names = CompletionShell.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure(.usage, "no completions for '\(name.escaped)'; there are: \(names)")
        }
        context.terminal.print(shell.script)
        return .success
    }
}

/// A shell that can complete commands.
enum CompletionShell: String, Sendable, CaseIterable {
    case bash, zsh, fish

    /// What it has to read.
    var script: String {
        switch self {
        case .bash: BashCompletion.script
        case .zsh: ZshCompletion.script
        case .fish: FishCompletion.script
        }
    }
}

extension Subcommand {
    /// A word of commands, and what it is about.
    typealias Word = (word: String, summary: String)

    /// What may stand behind the program's name.
    static var firstWords: [Word] {
        all.reduce(into: []) { words, subcommand in
            let word = subcommand.words[0]
            guard words.last?.word != word else { return }
            let members = secondWords(behind: word).map(\.word).joined(separator: ", ")
            words.append((word, members.isEmpty ? subcommand.summary : members))
        }
    }

    /// What may stand behind the name of a group.
    static func secondWords(behind name: String) -> [Word] {
        group(name).map { ($0.words[1], $0.summary) }
    }

    /// The names of all groups.
    static var groups: [String] {
        firstWords.map(\.word).filter { !group($0).isEmpty }
    }

    /// All that may begin with a dash.
    var allOptions: [Option] { options + [Subcommand.help] }
}

extension Subcommand.Option {
    /// How it is typed: `-c`, `--config`.
    var spellings: [String] { (letter.map { ["-\($0)"] } ?? []) + ["--\(name)"] }
}
