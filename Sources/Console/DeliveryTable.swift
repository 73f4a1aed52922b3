import Formats
import Journals
import Values

/// What `list` shows to people: a delivery a row.
///
/// On a narrow terminal there is no year, and where that is not enough the names of hooks and events are cut.
struct DeliveryTable: Sendable {
    /// How wide the terminal is; nil where nothing is to be cut.
    private let columns: Int?
    private var table = Table("ID", "RECEIVED", "EVENT", "STATE", "RUNS", cutting: [(4, 8), (2, 12), (4, 4), (2, 5)])
    private var isNarrow: Bool

    /// An empty table.
    init(columns: Int?) {
        self.columns = columns
        isNarrow = columns.map { $0 < 100 } ?? false
    }

    /// The rows of these deliveries; the first ones with a header before them.
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
