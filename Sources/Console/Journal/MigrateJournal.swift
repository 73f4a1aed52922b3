import Formats
import Journals
import Settings
import Values

extension Subcommand {
    static let journalMigrate = Subcommand(
        name: "journal migrate", operands: "[URL]", operandCount: 0...1,
        summary: "Create or upgrade the tables of a shared journal",
        explanation: """
            Prepares the PostgreSQL database of the configuration's journal, or of URL. The role must be allowed to create a
            schema; --grant lets another role use the tables without that right.
            """,
        options: [.configuration, Option(name: "grant", value: "ROLE", help: "Let this database role use the tables")],
        command: MigrateJournal.self)
}

struct MigrateJournal: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let location = try location()
        let versions: (from: Int, to: Int)
        do {
            versions = try await location.migrate(grantingTo: arguments["grant"])
        } catch {
            throw Failure(error)
        }
        let what =
            switch versions.from {
            case versions.to: "is up to date, version \(versions.to)"
            case 0: "has its tables now, version \(versions.to)"
            default: "was upgraded from version \(versions.from) to \(versions.to)"
            }
        context.terminal.print("the journal \(location.description.escaped) \(what)\n")
        return .success
    }

    private func location() throws(Failure) -> JournalLocation {
        guard let operand = arguments.operands.first else {
            return try context.configuration(arguments, needs: .local).journal
        }
        guard arguments["config"] == nil else { throw Failure(.usage, "either URL or --config") }
        return try context.journal(named: operand)
    }
}
