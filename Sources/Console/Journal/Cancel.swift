import Formats
import Journals
import Values

extension Subcommand {
    static let cancel = Subcommand(
        name: "cancel", operands: "ID...", operandCount: 1...100_000, summary: "Cancel pending and running runs",
        explanation:
            "Cancels the unfinished runs of these deliveries. A running daemon ends their commands within a second.",
        options: [.configuration, .journal, .json],
        command: Cancel.self)
}

struct Cancel: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let ids = try arguments.deliveryIDs()
        let count = try await context.withJournal(of: arguments) { journal throws(JournalError) in
            try await journal.cancel(ids)
        }
        return context.report(count, verb: "cancelled", none: "nothing to cancel", arguments)
    }
}

extension Context {
    /// Prints how many runs were changed; none is a failure.
    func report(_ count: Int, verb: String, none: String, _ arguments: Arguments) -> ExitStatus {
        if arguments.has("json") {
            terminal.print(JSONValue.object([.init("runs", .integer(count))]).text + "\n")
        } else if count > 0 {
            terminal.print("\(count) \(count == 1 ? "run" : "runs") \(verb)\n")
        } else {
            terminal.say(none)
        }
        return count > 0 ? .success : .notFound
    }
}
