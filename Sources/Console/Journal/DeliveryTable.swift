import Formats
import Journals
import Values

/// The table of `list`: one delivery per row. On a narrow terminal it omits the year, then cuts names of hooks and events.
struct DeliveryTable: Sendable {
    /// Width of the terminal; nil to cut nothing.
    private let columns: Int?
    private var table = Table("ID", "RECEIVED", "EVENT", "STATE", "RUNS", cutting: [(4, 8), (2, 12), (4, 4), (2, 5)])
    private var isNarrow: Bool

    init(columns: Int?) {
        self.columns = columns
        isNarrow = columns.map { $0 < 100 } ?? false
    }

    /// The first call includes the header.
    mutating func lines(of deliveries: [DeliverySummary]) -> String {
        for delivery in deliveries {
            let time = String(delivery.receivedAt.rfc3339.prefix(19).replacing("T", with: " "))
            table.add(
                delivery.id.text, isNarrow ? String(time.dropFirst(5)) : time, delivery.event.escaped,
                delivery.state.rawValue, delivery.runs.map(\.hook.escaped).joined(separator: " "))
        }
        return table.newLines(fitting: columns)
    }
}
