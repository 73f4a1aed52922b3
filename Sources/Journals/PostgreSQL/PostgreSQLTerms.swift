#if PostgreSQL
import Formats
import Values

/// The terms of a WHERE clause, and the values of their `$1`, `$2` …
struct PostgreSQLTerms {
    private var terms: [String] = []
    private(set) var values: [PostgreSQLValue] = []

    /// `WHERE …`; empty if there are no terms.
    var clause: String { terms.isEmpty ? "" : "WHERE " + terms.joined(separator: " AND ") }

    /// Adds a term without a value.
    mutating func add(_ term: String) { terms.append(term) }

    /// Adds a term; each `$` in it stands for the value.
    mutating func add(_ term: String, _ value: PostgreSQLValue) {
        terms.append(term.replacing("$", with: bind(value)))
    }

    /// Takes a value, and returns what stands for it.
    mutating func bind(_ value: PostgreSQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// What an index over event and id answers.
    mutating func addPlace(of query: DeliveryQuery) {
        if let event = query.event {
            add(#"left(event, 100) COLLATE "C" = left($::text, 100) AND event = $"#, .text(event))
        }
        if let ids = query.ids { add("id = ANY ($::text[])", .texts(ids.map(\.text))) }
        if let after = query.after { add("id > $", .text(after.text)) }
        if let before = query.before { add("id < $", .text(before.text)) }
    }

    /// What else is asked of a delivery, apart from its state.
    mutating func addRest(of query: DeliveryQuery) {
        if let endpoint = query.endpoint { add("endpoint = $", .text(endpoint)) }
        if let since = query.since { add("received >= $", .integer(since.milliseconds)) }
    }
}
#endif
