extension Subcommand {
    static let help = Subcommand(
        name: "help", operands: "[COMMAND]", operandCount: 0...2, operandCandidates: .commands,
        summary: "Show this overview, or the options of a command",
        explanation: "Lists all commands, or shows how one of them is used.",
        command: Help.self)
}

/// What `help`, `--help` and `--version` print.
struct Help: Command {
    let arguments: Arguments
    let context: Context

    /// As in CHANGELOG.md.
    static let version = "0.1.0"

    static var overview: String {
        let options = [Subcommand.Option.help, .version]
        let rows =
            Subcommand.all.map { ($0.name, $0.summary) } + [("", "")] + options.map { (synopsis(of: $0), $0.help) }
        return """
            hookrunner receives webhooks, verifies them, and runs commands for their events.

            usage: hookrunner COMMAND [OPTION]...

            \(lines(rows))

            See 'hookrunner help COMMAND', hookrunner(1) and hookrunner.conf(5) for more.

            """
    }

    /// A subcommand's page.
    static func page(of subcommand: Subcommand) -> String {
        """
        usage: \(usage(of: subcommand))

        \(subcommand.explanation)

        \(lines(subcommand.allOptions.map { (synopsis(of: $0), $0.help) }))

        """
    }

    /// One line: `hookrunner show [OPTION]... ID`.
    static func usage(of subcommand: Subcommand) -> String {
        let words = ["hookrunner", subcommand.name, "[OPTION]...", subcommand.operands]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
    }

    func run() throws(Failure) -> ExitStatus {
        try Self.show(arguments.operands, in: context)
    }

    /// Prints the overview, or the pages of a subcommand or a group.
    static func show(_ words: [String], in context: Context) throws(Failure) -> ExitStatus {
        let group = words.count == 1 ? Subcommand.group(words[0]) : []
        if words.isEmpty {
            context.terminal.print(overview)
        } else if !group.isEmpty {
            context.terminal.print(group.map(page).joined(separator: "\n"))
        } else {
            context.terminal.print(page(of: try Subcommand.named(words)))
        }
        return .success
    }

    private static func lines(_ rows: [(String, String)]) -> String {
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0.isEmpty ? "" : "  \($0.padded(to: width))  \($1)" }.joined(separator: "\n")
    }

    private static func synopsis(of option: Subcommand.Option) -> String {
        let letter = option.letter.map { "-\($0), " } ?? "    "
        return letter + "--\(option.name)" + (option.value.map { " \($0)" } ?? "")
    }
}
