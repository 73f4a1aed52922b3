import Values

/// What each engine does in one transaction, and ``SQLJournal`` repeats: the engines differ in how they lock lanes.
protocol JournalConnection: SQLConnection {
    /// How many deliveries are pruned in one transaction at most; each has many pages.
    static var pruningStep: Int { get }

    /// Makes the final runs of a query for ``StoredRun/columns`` pending again. In its lane, each comes after the runs that
    /// are under way and before later ones.
    ///
    /// - Returns: how many there were, and the last of the query.
    func revive(_ query: SQL, at now: Timestamp) throws(JournalError) -> (count: Int, last: StoredRun?)

    /// Cancels what waits of a delivery, and marks what runs.
    func cancelRuns(of delivery: DeliveryID) throws(JournalError) -> Int

    /// Fails pending and blocked runs of these hooks, and returns how many there were.
    func failRuns(
        of hooks: [Int64], because reason: String, reporting: Bool, at now: Timestamp, atMost count: Int
    ) throws(JournalError) -> Int

    /// Examines the next old deliveries and removes the expired ones.
    ///
    /// - Returns: the last one that was examined, nil after all of them; and how many were removed.
    func prune(_ range: PruningRange) throws(JournalError) -> (last: String?, gone: Int)
}

/// The deliveries that one step of pruning examines.
struct PruningRange: Sendable {
    /// The id of the last one that was examined.
    var start: String
    let end: String
    let keptSince: Timestamp
    let failedKeptSince: Timestamp

    /// Selects key, id, and whether the delivery `matches`; found through the index over ids, which sort by time.
    func query(atMost count: Int, if condition: SQL = "true") -> SQL {
        """
        SELECT key, id, received < CASE WHEN EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state = \(.failed))
                THEN \(.moment(failedKeptSince)) ELSE \(.moment(keptSince)) END
            AND NOT EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state < \(.succeeded))
            AND NOT EXISTS (SELECT 1 FROM runs r JOIN untold u ON u.run = r.key WHERE r.delivery = d.key) AS matches
        FROM deliveries d WHERE id > \(.text(start)) AND id < \(.text(end)) AND \(condition)
        ORDER BY id LIMIT \(.integer(count))
        """
    }
}

/// A run as its table has it.
struct StoredRun: Sendable {
    static let columns = "r.key, r.delivery, r.hook, r.lane, r.state, r.stop"

    let key: Int64
    let delivery: Int64
    let hook: Int64
    let lane: String?
    let state: StoredState
    let stopRequested: Bool

    init(_ row: some StoredRow) {
        key = row.integer(.key)
        delivery = row.integer(.delivery)
        hook = row.integer(.hook)
        lane = row.textIfAny(.lane)
        state = row.state(.state)
        stopRequested = row.flag(.stop)
    }
}
