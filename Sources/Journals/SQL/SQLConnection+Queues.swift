import Values

/// The scheduler asks whenever it goes to sleep, so its text is made once.
private let firstPendingRuns: SQL = """
    SELECT h.endpoint, h.name, r.due, r.attempts FROM hooks h JOIN runs r ON r.key = (
        SELECT key FROM runs WHERE hook = h.id AND state = \(.pending) ORDER BY due LIMIT 1
    )
    """

extension SQLConnection {
    /// When the next pending run of these hooks may be claimed.
    func nextDue(of hooks: [ClaimAllowance]) throws(JournalError) -> Timestamp? {
        let waits = Dictionary(hooks.map { ($0.hook, $0.batch?.wait ?? .zero) }) { $1 }
        return try rows(firstPendingRuns) { row -> Timestamp? in
            guard let wait = waits[HookKey(endpoint: row.text(.endpoint), hook: row.text(.name))] else { return nil }
            return row.moment(.due) + (row.integer(.attempts) > 0 ? .zero : wait)
        }.compactMap(\.self).min()
    }

    /// The running runs that an operator has cancelled.
    func runsToStop() throws(JournalError) -> [RunID] {
        try rows(
            """
            SELECT d.id, h.name FROM runs r JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
            WHERE r.state = \(.running) AND r.stop = 1
            """, \.runID
        ).compactMap(\.self)
    }

    /// Runs by hook and state, from the tallies that are kept for that.
    func census(bytes: Int64) throws(JournalError) -> JournalCensus {
        var runs: [Int64: [RunState: Int]] = [:]
        let tallies = try rows(
            "SELECT hook, state, CAST(sum(runs) AS bigint) AS runs FROM tallies GROUP BY hook, state"
        ) {
            ($0.integer(.hook), $0.state(.state).runState, $0.count(.runs))
        }
        for (hook, state, count) in tallies where count > 0 { runs[hook, default: [:]][state, default: 0] += count }
        let hooks = try rows(
            """
            SELECT id, endpoint, name,
                (SELECT due FROM runs WHERE hook = h.id AND state = \(.pending) ORDER BY due LIMIT 1) AS firstdue,
                (SELECT due FROM runs WHERE hook = h.id AND state = \(.blocked) ORDER BY due LIMIT 1) AS firstblocked
            FROM hooks h ORDER BY endpoint \(raw: dialect.byteOrder), name \(raw: dialect.byteOrder)
            """
        ) { row in
            JournalCensus.Hook(
                key: HookKey(endpoint: row.text(.endpoint), hook: row.text(.name)), runs: runs[row.integer(.id)] ?? [:],
                firstDue: row.momentIfAny(.firstdue), firstBlocked: row.momentIfAny(.firstblocked))
        }
        return JournalCensus(hooks: hooks.filter { !$0.runs.isEmpty }, bytes: bytes)
    }

    /// What happened in each minute, from the table that is kept for that.
    func activity(from start: Timestamp, until end: Timestamp) throws(JournalError) -> [MinuteActivity] {
        try rows(
            """
            SELECT minute, CAST(sum(deliveries) AS bigint) AS deliveries, CAST(sum(attempts) AS bigint) AS attempts,
                CAST(sum(failures) AS bigint) AS failures FROM minutes
            WHERE minute >= \(.integer(start.milliseconds / 60_000)) AND minute * 60000 < \(.moment(end))
            GROUP BY minute ORDER BY minute
            """
        ) { row in
            MinuteActivity(
                start: Timestamp(milliseconds: row.integer(.minute) * 60_000), deliveries: row.count(.deliveries),
                attempts: row.count(.attempts), failures: row.count(.failures))
        }
    }
}
