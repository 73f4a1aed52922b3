import Formats
import Journals
import Values

/// `hookrunner show ID`: one delivery with its runs and attempts.
struct Show: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        guard ["payload", "output", "json"].count(where: arguments.has) <= 1 else {
            throw Failure(.usage, "either --payload, --output or --json")
        }
        let id = try arguments.deliveryIDs()[0]
        let journal = try await context.openJournal(of: arguments)
        let found: DeliveryRecord?
        do {
            found = try await journal.delivery(id)
        } catch {
            throw Failure(error)
        }
        await journal.close()
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

    /// Byte for byte into a file or a pipe; a terminal gets no control character but tabs and line ends.
    private func print(_ bytes: [UInt8]) {
        if context.terminal.isTerminal(.output) {
            context.terminal.print(String(escapingForTerminal: bytes))
        } else {
            context.terminal.write(bytes, to: .output)
        }
    }
}
