import Journals
import Values

/// `hookrunner show ID`: one delivery with its runs and attempts.
struct Show: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let id = try arguments.deliveryIDs()[0]
        let journal = try await context.openJournal(configuredBy: arguments)
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
            context.terminal.write(record.delivery.body, to: .output)
        } else if arguments.has("output") {
            for attempt in record.runs.flatMap(\.attempts) { context.terminal.write(attempt.output, to: .output) }
        } else if arguments.has("json") {
            context.terminal.print(record.json.text + "\n")
        } else {
            context.terminal.print(RecordText(record, columns: context.terminal.columns).text)
        }
    }
}
