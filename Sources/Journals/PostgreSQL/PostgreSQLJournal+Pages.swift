#if PostgreSQL
import Formats
import Values

extension PostgreSQLJournal {
    /// How many deliveries a page looks at: some milliseconds' worth.
    private static let longestLook = 5000

    /// A page of the deliveries that match.
    package func page(of query: DeliveryQuery) async throws(JournalError) -> DeliveryPage {
        if let states = query.state?.runStates { return try await page(of: query, byRunsIn: states) }
        var terms = PostgreSQLTerms()
        terms.addPlace(of: query)
        var end: DeliveryID?
        if query.needsLook {
            end = try await readForPeople(
                "SELECT id FROM deliveries \(terms.clause) ORDER BY id DESC LIMIT 1 OFFSET $\(terms.values.count + 1)",
                terms.values + [.integer(Self.longestLook - 1)]
            ).first.flatMap { DeliveryID($0.text(0)) }
        }
        if let end { terms.add("id >= $", .text(end.text)) }
        terms.addRest(of: query)
        if let state = query.state { terms.add(state.existence) }
        let found = try await deliveries(where: terms, order: "id", atMost: query.limit + 1)
        return DeliveryPage(found, atMost: query.limit, lookedBackTo: end)
    }

    /// From the newest run in one of these states back, to their deliveries: finds also what is rare, and ages ago. The
    /// order is that in which deliveries were written.
    private func page(of query: DeliveryQuery, byRunsIn states: [StoredState]) async throws(JournalError)
        -> DeliveryPage
    {
        var terms = PostgreSQLTerms()
        let end = terms.bind(.integer(try await key(before: query.before)))
        let looked = terms.values
        let union = states.map { state in
            """
            (SELECT delivery FROM runs WHERE state = \(state.rawValue) AND delivery < \(end)
            ORDER BY delivery DESC LIMIT \(Self.longestLook))
            """
        }.joined(separator: " UNION ")
        let runs = "SELECT delivery FROM (\(union)) AS u ORDER BY delivery DESC LIMIT \(Self.longestLook)"
        var others = query
        others.before = nil
        terms.addPlace(of: others)
        terms.addRest(of: others)
        if let state = query.state { terms.add(state.existence) }
        let found = try await deliveries(
            where: terms, in: "(\(runs)) AS r JOIN deliveries d ON d.key = r.delivery", order: "key",
            atMost: query.limit + 1)
        let last = try await readForPeople(
            """
            SELECT d.id FROM (SELECT delivery FROM (\(runs)) AS r OFFSET \(Self.longestLook - 1) LIMIT 1) AS l
            JOIN deliveries d ON d.key = l.delivery
            """, looked
        ).first.flatMap { DeliveryID($0.text(0)) }
        return DeliveryPage(found, atMost: query.limit, lookedBackTo: last)
    }

    /// The key behind which all deliveries are that were written before this one; it may be gone by now.
    private func key(before id: DeliveryID?) async throws(JournalError) -> Int64 {
        guard let id else { return .max }
        let found = try await readForPeople(
            "SELECT key, id FROM deliveries WHERE id <= $1 ORDER BY id DESC LIMIT 1", [.text(id.text)])
        guard let row = found.first else { return 0 }
        return row.text(1) == id.text ? row.integer(0) : row.integer(0) + 1
    }
}
#endif
