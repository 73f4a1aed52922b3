import Values

/// How many runs a transaction changes at most: deliveries that arrive meanwhile wait for one transaction.
private let step = 200

extension SQLJournal {
    package func failRuns(
        ofHooksOtherThan hooks: [HookKey], because reason: String, reporting: Bool, at now: Timestamp
    ) async throws(JournalError) -> Int {
        let known = Set(hooks)
        var total = 0
        while true {
            let count = try await write(needsSync: true) { connection throws(JournalError) in
                try connection.failRuns(
                    of: try connection.hooks(otherThan: known), because: reason, reporting: reporting, at: now,
                    atMost: step
                )
            }
            guard count > 0 else { return total }
            total += count
        }
    }

    package func retry(
        _ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        defer { notifyPeers() }
        switch selection {
        case .failed(let event, let since):
            return try await retryFailed(of: event, since: since, at: now, progress: progress)
        case .deliveries(let ids):
            var total = 0
            for id in ids {
                // The unsuccessful ones, or else all.
                let runs: SQL = """
                    SELECT \(raw: StoredRun.columns) FROM runs r JOIN deliveries d ON d.key = r.delivery
                    WHERE d.id = \(.text(id.text)) AND r.state >= \(.succeeded) AND (r.state > \(.succeeded) OR NOT EXISTS (
                        SELECT 1 FROM runs WHERE delivery = d.key AND state > \(.succeeded)
                    )) ORDER BY r.key
                    """
                total += try await write(needsSync: true) { connection throws(JournalError) in
                    try connection.revive(runs, at: now).count
                }
                progress(total)
            }
            return total
        }
    }

    /// Goes through the failed runs once, by delivery: it does not come back to one that fails again meanwhile. After each
    /// step it leaves the journal to others for as long as the step took.
    private func retryFailed(
        of event: String?, since: Timestamp?, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        var total = 0
        var last = (delivery: Int64(0), run: Int64(0))
        while true {
            let start = ContinuousClock.now
            let delivery = SQLValue.integer(last.delivery)
            let runs: SQL = """
                SELECT \(raw: StoredRun.columns) FROM runs r
                WHERE r.state = \(.failed) AND r.delivery >= \(delivery)
                AND (r.delivery, r.key) > (\(delivery), \(.integer(last.run))) AND EXISTS (
                    SELECT 1 FROM deliveries WHERE key = r.delivery AND event = coalesce(\(.text(event)), event)
                    AND received >= \(.integer(since?.milliseconds ?? .min))
                ) ORDER BY r.delivery, r.key LIMIT \(.integer(step))
                """
            let (count, end) = try await write(needsSync: true) { connection throws(JournalError) in
                try connection.revive(runs, at: now)
            }
            guard let end else { return total }
            total += count
            last = (end.delivery, end.key)
            progress(total)
            try? await Task.sleep(for: ContinuousClock.now - start)
        }
    }

    package func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int {
        defer { notifyPeers() }
        var total = 0
        // The last run of a lane is cancelled before earlier ones: otherwise it could be started when these are final.
        for id in deliveries.sorted(by: >) {
            total += try await write(needsSync: true) { connection throws(JournalError) in
                try connection.cancelRuns(of: id)
            }
        }
        return total
    }

    package func prune(
        before moment: Timestamp, failedBefore failedMoment: Timestamp
    ) async throws(JournalError) -> Int {
        var range = PruningRange(
            start: "", end: DeliveryID(lowestAt: max(moment, failedMoment)).text, keptSince: moment,
            failedKeptSince: failedMoment)
        var total = 0
        while true {
            let (last, gone) = try await write(needsSync: false) { [range] connection throws(JournalError) in
                try connection.prune(range)
            }
            total += gone
            guard let last else { return total }
            range.start = last
        }
    }
}
