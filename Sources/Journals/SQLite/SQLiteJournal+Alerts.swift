import Formats
package import Values

extension SQLiteJournal {
    /// How many deliveries are looked at, at once, for one of certain events.
    private static let page = 1000

    /// What is known of alerts, by name.
    package func alerts() async throws(JournalError) -> [AlertRecord] {
        try await read { database throws(JournalError) in try database.alerts(where: "true") }
    }

    /// Writes what is known of an alert, unless somebody else was faster.
    package func replace(_ old: AlertRecord?, with new: AlertRecord?) async throws(JournalError) -> Bool {
        guard let name = (old ?? new)?.name else { return true }
        return try await write { database throws(JournalError) in
            guard try database.alerts(where: "name = ?", .text(name)).first == old else { return false }
            if let new {
                try database.write(new)
            } else {
                try database.run("DELETE FROM alerts WHERE name = ?", .text(name))
            }
            return true
        }
    }

    /// When the newest delivery of these events came.
    package func lastArrival(
        of events: [EventPattern], at endpoint: String?, after moment: Timestamp, until limit: Timestamp
    ) async throws(JournalError) -> Timestamp? {
        let (condition, values) = events.condition
        var end = DeliveryID(lowestAt: limit + .milliseconds(1)).text
        while true {
            let before = end
            let page = try await read { database throws(JournalError) in
                try database.rows(
                    """
                    SELECT id, received, endpoint = coalesce(?, endpoint) AND (\(condition)) FROM deliveries
                    WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT \(Self.page)
                    """,
                    [.text(orNull: endpoint)] + values + [.text(before), .text(DeliveryID(lowestAt: moment).text)]
                ) { ($0.text(0), Timestamp(milliseconds: $0.integer(1)), $0.integer(2) != 0) }
            }
            if let found = page.first(where: { $0.2 && $0.1 > moment }) { return found.1 }
            guard page.count == Self.page, let last = page.last else { return nil }
            end = last.0
        }
    }
}

extension [EventPattern] {
    /// What holds for an event that one of them wants, and its values.
    fileprivate var condition: SQLCondition {
        let conditions: [SQLCondition] = map { pattern in
            switch pattern {
            case .any: ("true", [])
            case .name(let name): ("event = ?", [.text(name)])
            case .prefix(let prefix):
                (
                    "substr(CAST(event AS BLOB), 1, length(CAST(? AS BLOB))) = CAST(? AS BLOB)",
                    [.text(prefix), .text(prefix)]
                )
            }
        }
        return (conditions.map(\.sql).joined(separator: " OR "), conditions.flatMap(\.values))
    }
}

extension Database {
    fileprivate func alerts(where condition: String, _ values: SQLValue...) throws(JournalError) -> [AlertRecord] {
        try rows(
            "SELECT name, \(AlertRecord.columns) FROM alerts WHERE \(condition) ORDER BY name", values, make: \.alert)
    }

    fileprivate func write(_ record: AlertRecord) throws(JournalError) {
        try run(
            """
            INSERT OR REPLACE INTO alerts (name, \(AlertRecord.columns))
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """, .text(record.name), .integer(record.watchedSince.milliseconds), .moment(record.startedAt),
            .moment(record.endedAt), .moment(record.heldAt), record.figure.map { .integer($0) } ?? .null,
            .moment(record.tellAt), .integer(record.attempts), .integer(record.isBeingTold ? 1 : 0))
    }
}

extension SQLValue {
    fileprivate static func moment(_ moment: Timestamp?) -> SQLValue {
        moment.map { .integer($0.milliseconds) } ?? .null
    }
}
