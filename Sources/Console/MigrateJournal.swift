import Formats
import Journals
import Settings
import Values

/// `hookrunner journal migrate`: makes the tables of a shared journal.
struct MigrateJournal: Sendable {
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
            default: "is of version \(versions.to) now; it was of version \(versions.from)"
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
