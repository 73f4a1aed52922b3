import Formats
import Values

extension SQLConnection {
    /// How many deliveries are examined in one step for one of certain events.
    private static var step: Int { 1000 }

    func alerts() throws(JournalError) -> [AlertRecord] {
        try rows("SELECT name, \(raw: AlertRecord.columns) FROM alerts ORDER BY name", \.alert)
    }

    /// Replaces the record of an alert, if it is as the caller knows it.
    func replace(_ old: AlertRecord?, with new: AlertRecord?) throws(JournalError) -> Bool {
        guard let name = (old ?? new)?.name else { return true }
        let columns = "(\(AlertRecord.columns))"
        let isOld: SQL =
            "name = \(.text(name)) AND \(raw: columns) \(raw: dialect.isSame) (\((old?.values ?? []).list))"
        switch (old, new) {
        case (nil, let new?):
            return try change(
                """
                INSERT INTO alerts (name, \(raw: AlertRecord.columns)) VALUES (\(([.text(name)] + new.values).list))
                ON CONFLICT DO NOTHING
                """) == 1
        case (_?, nil): return try change("DELETE FROM alerts WHERE \(isOld)") == 1
        case (_, let new?):
            return try change("UPDATE alerts SET \(raw: columns) = (\(new.values.list)) WHERE \(isOld)") == 1
        case (nil, nil): return true
        }
    }

    /// When the newest of the deliveries of these events in one step back from `end` was received, or where the next step
    /// begins; both are nil if there are no more.
    func lastArrival(
        of events: [EventPattern], at endpoint: String?, after moment: Timestamp, before end: String
    ) throws(JournalError) -> (found: Timestamp?, next: String?) {
        let wanted: [SQL] = events.map { pattern in
            switch pattern {
            case .any: "true"
            case .name(let name): "event = \(.text(name))"
            case .prefix(let prefix): dialect.hasPrefix("event", prefix)
            }
        }
        let steps = try rows(
            """
            SELECT id, received, endpoint = coalesce(\(.text(endpoint)), endpoint) AND (\(wanted.joined(by: " OR "))) AS matches
            FROM deliveries WHERE id < \(.text(end)) AND id >= \(.text(DeliveryID(lowestAt: moment).text))
            ORDER BY id DESC LIMIT \(.integer(Self.step))
            """
        ) { (id: $0.text(.id), received: $0.moment(.received), matches: $0.flag(.matches)) }
        let found = steps.first { $0.matches && $0.received > moment }?.received
        return (found, steps.count == Self.step ? steps.last?.id : nil)
    }

    /// Failed runs that a command may tell now.
    func unreportedFailures(at now: Timestamp, atMost count: Int) throws(JournalError) -> [UnreportedFailure] {
        try rows(
            """
            SELECT \(raw: UnreportedFailure.columns) FROM untold u JOIN runs r ON r.key = u.run
            JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
            WHERE u.tell <= \(.moment(now)) OR u.tell > \(.moment(now + PendingNotification.longest))
            ORDER BY u.tell, u.run LIMIT \(.integer(count))
            """, \.unreportedFailure
        ).compactMap(\.self)
    }

    /// Replaces the record of an unreported failure, if it is as the caller knows it.
    func replace(_ old: UnreportedFailure, with new: UnreportedFailure?) throws(JournalError) -> Bool {
        let change: SQL =
            new.map { "UPDATE untold SET (tell, attempts, telling) = (\($0.notification.values.list))" }
            ?? "DELETE FROM untold"
        return try self.change(
            """
            \(change) WHERE run = (
                SELECT r.key FROM deliveries d JOIN runs r ON r.delivery = d.key JOIN hooks h ON h.id = r.hook
                WHERE d.id = \(.text(old.run.delivery.text)) AND h.name = \(.text(old.run.hook))
            ) AND attempt = \(.integer(old.attempt)) AND (tell, attempts, telling) = (\(old.notification.values.list))
            """) == 1
    }
}

extension PendingNotification {
    fileprivate var values: [SQLValue] { [.moment(notifyAt), .integer(attempts), .flag(isInFlight)] }
}

extension [SQLValue] {
    /// Separated by commas.
    var list: SQL { map { "\($0)" }.joined(by: ", ") }
}
