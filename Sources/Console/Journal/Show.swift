import Formats
import Journals
import Values

extension Subcommand {
    static let show = Subcommand(
        name: "show", operands: "ID", operandCount: 1...1, summary: "Show one delivery with its runs and attempts",
        explanation:
            "ID is a delivery id from 'hookrunner list'. Reads the journal, whether or not the daemon is running.",
        options: [
            .configuration, .journal, Option(name: "payload", help: "Print only the payload, byte for byte"),
            Option(name: "output", help: "Print only the output of the commands"), .json,
        ],
        command: Show.self)
}

struct Show: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        guard ["payload", "output", "json"].count(where: arguments.has) <= 1 else {
            throw Failure(.usage, "either --payload, --output or --json")
        }
        let id = try arguments.deliveryIDs()[0]
        let found = try await context.withJournal(of: arguments) { journal throws(JournalError) in
            try await journal.delivery(id)
        }
        guard let record = found else { throw Failure(.notFound, "no delivery \(id) in the journal") }
        show(record)
        return .success
    }

    private func show(_ record: DeliveryRecord) {
        if arguments.has("payload") {
            print(record.delivery.body)
        } else if arguments.has("output") {
            for attempt in record.runs.flatMap(\.attempts) { print(attempt.output) }
        } else if arguments.has("json") {
            context.terminal.print(record.json.text + "\n")
        } else {
            context.terminal.print(RecordText(record, columns: context.terminal.columns).text)
        }
    }

    /// Byte for byte to a file or a pipe; on a terminal, only the control characters tab and newline stay.
    private func print(_ bytes: [UInt8]) {
        if context.terminal.isTerminal(.output) {
            context.terminal.print(String(escapingForTerminal: bytes))
        } else {
            context.terminal.write(bytes, to: .output)
        }
    }
}
