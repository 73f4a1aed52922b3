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
            context.terminal.print(text(of: record))
        }
    }

    private func text(of record: DeliveryRecord) -> String {
        let delivery = record.delivery
        let head = """
            delivery  \(delivery.id)
            event     \(delivery.event.escaped)
            endpoint  \(delivery.endpoint.escaped) (\(delivery.provider))
            received  \(delivery.receivedAt.rfc3339)
            payload   \(delivery.body.count) bytes
            state     \(record.state.rawValue)

            """
        return head + record.runs.map(text(of:)).joined()
    }

    private func text(of run: RunRecord) -> String {
        let next = run.summary.nextAt.map { ", next attempt \($0.rfc3339)" } ?? ""
        let head = "\nhook \(run.summary.hook.escaped): \(run.summary.state.rawValue)\(next)\n"
        return head + run.attempts.map(text(of:)).joined()
    }

    private func text(of attempt: Attempt) -> String {
        let milliseconds = (attempt.finishedAt - attempt.startedAt).milliseconds
        let exit = if case .notStarted(let reason) = attempt.exit { reason.escaped } else { "exit \(attempt.exit)" }
        let head = "  attempt \(attempt.number)  \(attempt.startedAt.rfc3339)  \(milliseconds) ms  \(exit)\n"
        let lines = attempt.output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let shown = lines.last?.isEmpty == true ? lines.dropLast() : lines[...]
        let cut = Int(attempt.outputBytes) - attempt.output.count
        let note = cut > 0 ? "    | (\(cut) bytes before this are not kept)\n" : ""
        return head + note + shown.map { "    | \(String(escaping: $0))\n" }.joined()
    }
}
