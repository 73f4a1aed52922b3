#if PostgreSQL
import Synchronization

/// The numbers of hooks, which never change.
final class PostgreSQLHooks: Sendable {
    private let known = Mutex<[HookKey: Int64]>([:])

    /// The numbers of these hooks; one that the journal does not know is missing, unless `creating`.
    func ids(
        of keys: Set<HookKey>, creating: Bool, over connection: PostgreSQLConnection
    ) throws(JournalError) -> [HookKey: Int64] {
        let ids = known.withLock { known in known.filter { keys.contains($0.key) } }
        let unknown = keys.filter { ids[$0] == nil }
        guard !unknown.isEmpty else { return ids }
        let input = SQL.rows("i", ["endpoint": .texts(unknown.map(\.endpoint)), "name": .texts(unknown.map(\.hook))])
        let insertion: SQL =
            "INSERT INTO hooks (endpoint, name) SELECT * FROM \(input) ORDER BY 1, 2 ON CONFLICT DO NOTHING"
        let query: SQL = "SELECT h.endpoint, h.name, h.id FROM \(input) JOIN hooks h USING (endpoint, name)"
        let rows = try connection.run(creating ? [insertion, query] : [query])
        let found = Dictionary(
            rows[rows.count - 1].map { (HookKey(endpoint: $0.text(.endpoint), hook: $0.text(.name)), $0.integer(.id)) },
            uniquingKeysWith: { $1 })
        known.withLock { $0.merge(found) { $1 } }
        return ids.merging(found) { $1 }
    }
}
#endif
