import Formats
import Journals
import Values

/// `hookrunner retry`: makes runs again.
struct Retry: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let selection = try selection()
        let journal = try await context.openJournal(of: arguments)
        let progress = Progress(context)
        let count: Int
        do {
            // Of a part of them nobody knows how many there are before they have been looked at.
            let total = selection == .failed(event: nil, since: nil) ? try await journal.census().runs(.failed) : nil
            let of = total.map { " of \($0)" } ?? ""
            count = try await journal.retry(selection, at: context.clock.now) {
                progress.show("\($0)\(of) runs pending again")
            }
        } catch {
            progress.end()
            throw Failure(error)
        }
        progress.end()
        await journal.close()
        return context.report(count, verb: "pending again", none: "there is nothing to run again", arguments)
    }

    private func selection() throws(Failure) -> RunSelection {
        if arguments.has("failed") {
            guard arguments.operands.isEmpty else { throw Failure(.usage, "either ids or --failed") }
            return .failed(event: arguments["event"], since: try arguments["since"].moment(before: context.clock.now))
        }
        guard arguments["event"] == nil, arguments["since"] == nil else {
            throw Failure(.usage, "--event and --since go with --failed")
        }
        return .deliveries(try arguments.deliveryIDs())
    }
}
