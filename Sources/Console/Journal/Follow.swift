import Formats
import Glibc
import Journals
import Values

/// `hookrunner list --follow`: the latest deliveries, then each new delivery and state change, until a signal ends it or
/// the reader has closed.
struct Follow: Sendable {
    let query: DeliveryQuery
    let journal: any Journal
    let terminal: Terminal
    let printsJSON: Bool

    /// Between two checks for changes, which cost next to nothing.
    private static let pause: Duration = .milliseconds(250)
    /// Deliveries that one query reads.
    private static let page = 500

    func run() async throws(JournalError) -> ExitStatus {
        var followed = FollowedDeliveries()
        var table = DeliveryTable(columns: printsJSON ? nil : terminal.columns)
        _ = try await journal.hasChangedElsewhere()
        try await begin(&followed)
        show(try await journal.deliveries(matching: query).reversed(), &table)
        while terminal.hasReader {
            if try await journal.hasChangedElsewhere() {
                try await showNews(of: &followed, &table)
                show(followed.take(try await watched(by: followed)), &table)
            }
            try? await Task.sleep(for: Self.pause)
        }
        // As in tail(1), even if the signal was ignored.
        raise(SIGPIPE)
        return .failure
    }

    private func show(_ deliveries: [DeliverySummary], _ table: inout DeliveryTable) {
        let shown = deliveries.filter { query.state == nil || $0.state == query.state }
        if printsJSON {
            for delivery in shown { terminal.print(delivery.json.text + "\n") }
        } else if !shown.isEmpty {
            terminal.print(table.lines(of: shown))
        }
    }

    /// The query without the restrictions of the first lines.
    private var anyState: DeliveryQuery {
        var query = query
        query.state = nil
        query.limit = Self.page
        return query
    }

    /// Remembers the latest and the unfinished deliveries.
    private func begin(_ followed: inout FollowedDeliveries) async throws(JournalError) {
        var query = anyState
        let latest = try await journal.deliveries(matching: query)
        if let oldest = latest.last, latest.count == Self.page { followed.begin(after: oldest.id) }
        followed.know(latest)
        for state in [DeliveryState.pending, .running] {
            query.state = state
            followed.know(try await journal.deliveries(matching: query))
        }
    }

    private func watched(by followed: FollowedDeliveries) async throws(JournalError) -> [DeliverySummary] {
        var query = anyState
        query.ids = followed.watched
        query.limit = followed.watched.count
        return try await journal.deliveries(matching: query)
    }

    /// Shows new deliveries, oldest first, though the journal returns the newest first; of several pages, only their ends
    /// are kept in memory.
    private func showNews(of followed: inout FollowedDeliveries, _ table: inout DeliveryTable)
        async throws(JournalError)
    {
        var query = anyState
        query.after = followed.horizon
        var ends: [DeliveryID?] = []
        var page: [DeliverySummary]
        repeat {
            ends.append(query.before)
            page = try await journal.deliveries(matching: query)
            query.before = page.last?.id
        } while page.count == Self.page
        show(followed.take(page), &table)
        for end in ends.dropLast().reversed() {
            query.before = end
            show(followed.take(try await journal.deliveries(matching: query)), &table)
        }
    }
}
