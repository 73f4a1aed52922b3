import Formats
import Journals
import Values

extension Subcommand {
    static let list = Subcommand(
        name: "list", summary: "List the latest deliveries, newest first",
        explanation: "Reads the journal, whether or not the daemon is running.",
        options: [
            .configuration, .journal,
            Option(
                name: "state", letter: "s", value: "STATE", candidates: .words(DeliveryState.allCases.map(\.rawValue)),
                help: "Only deliveries in this state: \(DeliveryState.names)"),
            Option(name: "event", value: "EVENT", candidates: .events, help: "Only deliveries of this event"),
            Option(name: "endpoint", letter: "e", value: "PATH", help: "Only deliveries of this endpoint"),
            Option(
                name: "since", value: "TIME", help: "Only deliveries of the last 30m, 1h, 7d, or since an RFC 3339 time"
            ),
            Option(
                name: "limit", letter: "n", value: "N",
                help: "Maximum number of deliveries (default: 50; with --follow: 10)"),
            Option(name: "follow", letter: "f", help: "Keep listing new deliveries and state changes"), .json,
        ],
        command: List.self)
}

struct List: Command {
    let arguments: Arguments
    let context: Context

    func run() async throws(Failure) -> ExitStatus {
        let query = try query()
        return try await context.withJournal(of: arguments) { journal throws(JournalError) in
            if arguments.has("follow") {
                return try await Follow(
                    query: query, journal: journal, terminal: context.terminal, printsJSON: arguments.has("json")
                ).run()
            }
            show(try await journal.deliveries(matching: query))
            return .success
        }
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
                throw Failure(.usage, "unknown state '\(name.escaped)'; expected one of: \(DeliveryState.names)")
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

extension DeliveryState {
    fileprivate static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
