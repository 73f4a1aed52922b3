import Journals
import Values

/// `hookrunner list`: the latest deliveries.
struct List: Sendable {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let query = try query()
        let journal = try await context.openJournal(configuredBy: arguments)
        let deliveries: [DeliverySummary]
        do {
            deliveries = try await journal.deliveries(matching: query)
        } catch {
            throw Failure(error)
        }
        await journal.close()
        if arguments.has("json") {
            for delivery in deliveries { context.terminal.print(delivery.json.text + "\n") }
        } else {
            context.terminal.print(table(of: deliveries))
        }
        return .success
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
        if let text = arguments["limit"] {
            guard let limit = Int(text), limit > 0 else {
                throw Failure(.usage, "expected a number of deliveries, got '\(text.escaped)'")
            }
            query.limit = limit
        }
        return query
    }

    private func table(of deliveries: [DeliverySummary]) -> String {
        var table = Table("ID", "RECEIVED", "EVENT", "STATE", "RUNS")
        for delivery in deliveries {
            table.add(
                delivery.id.text, delivery.receivedAt.rfc3339.shortTime, delivery.event.escaped,
                delivery.state.rawValue, delivery.runs.map(\.hook.escaped).joined(separator: " "))
        }
        return table.text
    }
}

extension String {
    /// An RFC 3339 time to the second, as a table shows it: `2026-11-23 20:54:01`.
    fileprivate var shortTime: String {
        String(prefix(19)).replacing("T", with: " ")
    }
}
