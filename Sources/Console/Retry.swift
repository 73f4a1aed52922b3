import Journals
import Values

/// `hookrunner retry`: makes runs again.
struct Retry: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let selection = try selection()
        let journal = try await context.openJournal(configuredBy: arguments)
        let count: Int
        do {
            count = try await journal.retry(selection, at: context.clock.now)
        } catch {
            throw Failure(error)
        }
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
