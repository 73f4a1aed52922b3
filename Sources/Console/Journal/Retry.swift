import Formats
import Journals
import Values

extension Subcommand {
    static let retry = Subcommand(
        name: "retry", operands: "ID... | --failed", operandCount: 0...100_000, summary: "Rerun failed deliveries now",
        explanation: """
            Makes the failed and cancelled runs of these deliveries pending again; of a delivery without any, all finished
            runs. A running daemon starts them within a second.
            """,
        options: [
            .configuration, .journal, Option(name: "failed", help: "Rerun every failed run"),
            Option(name: "event", value: "EVENT", candidates: .events, help: "With --failed: only of this event"),
            Option(name: "since", value: "TIME", help: "With --failed: only of the last 30m, 1h, 7d"), .json,
        ],
        command: Retry.self)
}

struct Retry: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let selection = try selection()
        let count = try await context.withJournal(of: arguments) { journal throws(JournalError) in
            let progress = Progress(context)
            defer { progress.end() }
            // The number of a filtered selection is unknown in advance.
            let total = selection == .failed(event: nil, since: nil) ? try await journal.census().runs(.failed) : nil
            let of = total.map { " of \($0)" } ?? ""
            return try await journal.retry(selection, at: context.clock.now) {
                progress.show("\($0)\(of) runs pending again")
            }
        }
        return context.report(count, verb: "pending again", none: "nothing to retry", arguments)
    }

    private func selection() throws(Failure) -> RunSelection {
        if arguments.has("failed") {
            guard arguments.operands.isEmpty else { throw Failure(.usage, "either IDs or --failed") }
            return .failed(event: arguments["event"], since: try arguments["since"].moment(before: context.clock.now))
        }
        guard arguments["event"] == nil, arguments["since"] == nil else {
            throw Failure(.usage, "--event and --since need --failed")
        }
        return .deliveries(try arguments.deliveryIDs())
    }
}
