#if PostgreSQL
import Formats
package import Values

extension PostgreSQLJournal {
    /// How many deliveries are looked at, at once, for one of certain events.
    private static let page = 1000

    /// What is known of alerts, by name.
    package func alerts() async throws(JournalError) -> [AlertRecord] {
        try await read("SELECT name, \(AlertRecord.columns) FROM alerts ORDER BY name").map(\.alert)
    }

    /// Writes what is known of an alert, unless somebody else, on any machine, was faster.
    package func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool {
        guard let name = (old ?? new)?.name else { return true }
        let before = old.map(\.values)
        let after = new.map(\.values)
        let same = "(\(AlertRecord.columns)) IS NOT DISTINCT FROM ($2, $3, $4, $5, $6, $7, $8, $9)"
        let statement =
            switch (before, after) {
            case (nil, nil): PostgreSQLStatement("SELECT")
            case (nil, let after?):
                PostgreSQLStatement(
                    """
                    INSERT INTO alerts (name, \(AlertRecord.columns)) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                    ON CONFLICT DO NOTHING
                    """, values: [.text(name)] + after)
            case (let before?, nil):
                PostgreSQLStatement("DELETE FROM alerts WHERE name = $1 AND \(same)", values: [.text(name)] + before)
            case (let before?, let after?):
                PostgreSQLStatement(
                    """
                    UPDATE alerts SET (\(AlertRecord.columns)) = ($10, $11, $12, $13, $14, $15, $16, $17)
                    WHERE name = $1 AND \(same)
                    """, values: [.text(name)] + before + after)
            }
        return try await working.perform { connection throws(JournalError) in
            try connection.run([statement], within: PostgreSQLSession.limit)[0].changes == 1
        }
    }

    /// When the newest delivery of these events came.
    package func lastArrival(
        of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until limit: Timestamp
    ) async throws(JournalError) -> Timestamp? {
        var end = DeliveryID(lowestAt: limit + .milliseconds(1)).text
        while true {
            var terms = PostgreSQLTerms()
            let wanted = events.map { terms.condition(for: $0) }.joined(separator: " OR ")
            let place = terms.bind(.text(endpoint))
            terms.add("id < $", .text(end))
            terms.add("id >= $", .text(DeliveryID(lowestAt: moment).text))
            let page = try await read(
                """
                SELECT id, received, endpoint = coalesce(\(place)::text, endpoint) AND (\(wanted)) FROM deliveries
                \(terms.clause) ORDER BY id DESC LIMIT \(Self.page)
                """, terms.values)
            let found = page.first { $0.integer(2) != 0 && Timestamp(milliseconds: $0.integer(1)) > moment }
            if let found { return Timestamp(milliseconds: found.integer(1)) }
            guard page.count == Self.page, let last = page.last else { return nil }
            end = last.text(0)
        }
    }
}

extension PostgreSQLTerms {
    /// What holds for an event that the pattern wants.
    fileprivate mutating func condition(for pattern: EventPattern) -> String {
        switch pattern {
        case .any: "true"
        case .name(let name): "event = \(bind(.text(name)))"
        case .prefix(let prefix): "starts_with(event, \(bind(.text(prefix))))"
        }
    }
}

extension AlertRecord {
    /// The values of its columns.
    fileprivate var values: [PostgreSQLValue] {
        [
            .integer(watchedSince.milliseconds), .integer(startedAt?.milliseconds), .integer(endedAt?.milliseconds),
            .integer(heldAt?.milliseconds), .integer(figure), .integer(tellAt?.milliseconds), .integer(attempts),
            .integer(isBeingTold ? 1 : 0),
        ]
    }
}
#endif
