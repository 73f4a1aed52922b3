import Formats
import Journals
import Values

/// `hookrunner list`: the latest deliveries.
struct List: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let query = try query()
        let journal = try await context.openJournal(of: arguments)
        do {
            if arguments.has("follow") {
                return try await Follow(
                    query: query, journal: journal, terminal: context.terminal, printsJSON: arguments.has("json")
                ).run()
            }
            show(try await journal.deliveries(matching: query))
        } catch {
            throw Failure(error)
        }
        await journal.close()
        return .success
    }

    private func show(_ deliveries: [DeliverySummary]) {
        if arguments.has("json") {
            for delivery in deliveries { context.terminal.print(delivery.json.text + "\n") }
        } else {
            var table = DeliveryTable(columns: context.terminal.columns)
            context.terminal.print(table.lines(of: deliveries))
        }
    }

    private func query() throws(Failure) -> DeliveryQuery {
        var query = DeliveryQuery()
        query.event = arguments["event"]
        query.endpoint = arguments["endpoint"]
        if let name = arguments["state"] {
            guard let state = DeliveryState(rawValue: name) else {
                let names = DeliveryState.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure(.usage, "unknown state '\(name.escaped)'; one of \(names)")
            }
            query.state = state
        }
        query.since = try arguments["since"].moment(before: context.clock.now)
        if arguments.has("follow") { query.limit = 10 }
        if let text = arguments["limit"] {
            guard let limit = Int(text), limit > 0 else {
                throw Failure(.usage, "expected a number of deliveries, got '\(text.escaped)'")
            }
            query.limit = limit
        }
        return query
    }
}
