/// What `help`, `--help` and `--version` print.
enum Help {
    /// The version of the program, as CHANGELOG.md has it.
    static let version = "0.1.0"

    /// The overview.
    static var overview: String {
        let options = [Subcommand.help, Subcommand.version]
        let rows =
            Subcommand.all.map { ($0.name, $0.summary) } + [("", "")] + options.map { (synopsis(of: $0), $0.help) }
        return """
            hookrunner receives webhooks, verifies them, and runs commands for their events.

            usage: hookrunner COMMAND [OPTION]...

            \(lines(rows))

            hookrunner help COMMAND tells more; so do the manual pages hookrunner(1) and hookrunner.conf(5).

            """
    }

    /// A subcommand's page.
    static func page(of subcommand: Subcommand) -> String {
        let options = subcommand.options + [Subcommand.help]
        return """
            usage: \(usage(of: subcommand))

            \(subcommand.explanation)

            \(lines(options.map { (synopsis(of: $0), $0.help) }))

            """
    }

    /// One line: how the subcommand is called.
    static func usage(of subcommand: Subcommand) -> String {
        let words = ["hookrunner", subcommand.name, "[OPTION]...", subcommand.operands]
        return words.filter { !$0.isEmpty }.joined(separator: " ")
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
