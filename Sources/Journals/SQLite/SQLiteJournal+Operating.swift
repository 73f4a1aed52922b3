import Formats
package import Values

/// What operators do to runs, from the daemon or beside it. Many thousands at once go in steps, so that deliveries of the
/// meantime are not kept waiting.
extension SQLiteJournal {
    /// How many runs a transaction changes at most.
    private static let step = 200
    /// How many deliveries are looked at, to remove them, at once: each takes many pages with it.
    private static let smallStep = 100

    /// Makes pending runs due that would wait too long.
    package func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int {
        try await write(needsSync: false) { database throws(JournalError) in
            var runs = 0
            for (hook, longest) in hooks {
                guard let id = try database.id(of: hook, makesIt: false) else { continue }
                let latest = (now + longest).milliseconds
                runs += try database.run(
                    """
                    UPDATE runs SET due = CASE attempts WHEN 0 THEN ? ELSE ? END
                    WHERE hook = ? AND state = 0 AND due > ? AND (due > ? OR attempts = 0)
                    """, .integer(now.milliseconds), .integer(latest), .integer(id), .integer(now.milliseconds),
                    .integer(latest))
            }
            return runs
        }
    }

    /// Fails the pending runs of every other hook.
    package func failRuns(
        ofHooksOtherThan hooks: [HookKey], because reason: String, telling: Bool, at now: Timestamp
    ) async throws(JournalError) -> Int {
        let known = Set(hooks)
        return try await inSteps { database throws(JournalError) in
            let orphans = try database.query("SELECT id, endpoint, name FROM hooks") { row in
                known.contains(HookKey(endpoint: row.text(1), hook: row.text(2))) ? nil : row.integer(0)
            }.compactMap { $0 }
            var runs: [StoredRun] = []
            for hook in orphans where runs.count < Self.step {
                runs += try database.runs(where: "hook = ? AND state IN (0, 1)", [.integer(hook)], atMost: Self.step)
            }
            for run in runs { try database.fail(run, because: reason, telling: telling, at: now) }
            return runs.count
        }
    }

    /// Makes final runs pending again.
    package func retry(
        _ selection: RunSelection, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        switch selection {
        case .failed(let event, let since):
            return try await retryFailed(of: event, since: since, at: now, progress: progress)
        case .deliveries(let ids):
            var count = 0
            for id in ids {
                count += try await write { database throws(JournalError) in
                    let final = try database.runs(
                        where: "delivery = (SELECT key FROM deliveries WHERE id = ?) AND state > 2", [.text(id.text)],
                        atMost: .max)
                    let unsuccessful = final.filter { $0.state != .succeeded }
                    let chosen = unsuccessful.isEmpty ? final : unsuccessful
                    for run in chosen { try database.revive(run, at: now) }
                    return chosen.count
                }
                progress(count)
            }
            return count
        }
    }

    /// Goes through the failed runs once, by delivery: one that fails again meanwhile is behind it. After each step it
    /// leaves the file to others for as long as it has held it.
    private func retryFailed(
        of event: String?, since: Timestamp?, at now: Timestamp, progress: @Sendable (Int) -> Void
    ) async throws(JournalError) -> Int {
        var total = 0
        var last: (delivery: Int64, run: Int64) = (0, 0)
        while true {
            let start = ContinuousClock.now
            let (count, next) = try await write { [last] database throws(JournalError) in
                let runs = try database.failedRuns(behind: last, of: event, since: since, atMost: Self.step)
                for run in runs { try database.revive(run.run, at: now) }
                return (runs.count, runs.last.map { ($0.delivery, $0.run.key) })
            }
            guard let next else { return total }
            total += count
            last = next
            progress(total)
            if count >= Self.step { try? await Task.sleep(for: ContinuousClock.now - start) }
        }
    }

    /// Cancels runs that are not final.
    package func cancel(_ deliveries: [DeliveryID]) async throws(JournalError) -> Int {
        let mine = "delivery = (SELECT key FROM deliveries WHERE id = ?)"
        var count = 0
        // What waits goes first, and the last of a lane before those in front of it: else one of them could be started
        // as soon as the run in front of it is over.
        for id in deliveries.sorted(by: >) {
            count += try await write { database throws(JournalError) in
                try database.cancelPending(where: mine, .text(id.text))
            }
        }
        for id in deliveries {
            count += try await write { database throws(JournalError) in
                let running = try database.run(
                    "UPDATE runs SET stop = 1 WHERE state = 2 AND \(mine)", .text(id.text))
                // One that was to be tried again by now.
                return try running + database.cancelPending(where: mine, .text(id.text))
            }
        }
        return count
    }

    /// The running runs whose command somebody wants ended.
    package func runsToStop() async throws(JournalError) -> [RunID] {
        try await read { database throws(JournalError) in
            try database.query(
                """
                SELECT d.id, h.name FROM runs r JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook
                WHERE r.state = 2 AND r.stop = 1
                """
            ) { row in DeliveryID(row.text(0)).map { RunID(delivery: $0, hook: row.text(1)) } }.compactMap { $0 }
        }
    }

    /// Removes deliveries that are over.
    package func prune(
        before moment: Timestamp, failedBefore failedMoment: Timestamp
    ) async throws(JournalError) -> Int {
        let end = DeliveryID(lowestAt: max(moment, failedMoment)).text
        var last = ""
        var total = 0
        while true {
            let start = last
            let (next, gone) = try await write(needsSync: false) { database throws(JournalError) in
                let old = try database.deliveries(
                    after: start, before: end, keptSince: moment, failedKeptSince: failedMoment,
                    atMost: Self.smallStep)
                let expired = old.filter(\.isExpired)
                for delivery in expired { try database.remove(delivery.key) }
                return (old.last?.id, expired.count)
            }
            total += gone
            guard let next else { return total }
            last = next
        }
    }

    private func inSteps(
        _ step: @escaping @Sendable (Database) throws(JournalError) -> Int
    ) async throws(JournalError) -> Int {
        var total = 0
        while true {
            let count = try await write(step)
            guard count > 0 else { return total }
            total += count
        }
    }
}

extension Database {
    /// The oldest deliveries, and which of them may go. Found through the index over ids, which sort by time.
    fileprivate func deliveries(
        after start: String, before end: String, keptSince moment: Timestamp, failedKeptSince failedMoment: Timestamp,
        atMost count: Int
    ) throws(JournalError) -> [(key: Int64, id: String, isExpired: Bool)] {
        try query(
            """
            SELECT key, id, received < CASE WHEN EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state = 4)
            THEN ? ELSE ? END AND NOT EXISTS (SELECT 1 FROM runs WHERE delivery = d.key AND state < 3)
            AND NOT EXISTS (SELECT 1 FROM runs r JOIN untold u ON u.run = r.key WHERE r.delivery = d.key)
            FROM deliveries d WHERE id > ? AND id < ? ORDER BY id LIMIT ?
            """, .integer(failedMoment.milliseconds), .integer(moment.milliseconds), .text(start), .text(end),
            .integer(count)
        ) { ($0.integer(0), $0.text(1), $0.integer(2) != 0) }
    }

    fileprivate func remove(_ delivery: Int64) throws(JournalError) {
        try run("DELETE FROM attempts WHERE run IN (SELECT key FROM runs WHERE delivery = ?)", .integer(delivery))
        try run("DELETE FROM runs WHERE delivery = ?", .integer(delivery))
        try run("DELETE FROM deliveries WHERE key = ?", .integer(delivery))
    }

    fileprivate func runs(
        where condition: String, _ values: [SQLValue], atMost count: Int
    ) throws(JournalError) -> [StoredRun] {
        try rows(
            "SELECT key, hook, lane, state, stop FROM runs WHERE \(condition) ORDER BY key LIMIT ?",
            values + [.integer(count)]
        ) { StoredRun($0) }
    }

    /// The next failed runs, by delivery; found through the index over failed runs.
    fileprivate func failedRuns(
        behind last: (delivery: Int64, run: Int64), of event: String?, since: Timestamp?, atMost count: Int
    ) throws(JournalError) -> [(delivery: Int64, run: StoredRun)] {
        try query(
            """
            SELECT r.key, r.hook, r.lane, r.state, r.stop, r.delivery FROM runs r
            WHERE r.state = 4 AND (r.delivery, r.key) > (?, ?) AND EXISTS (
                SELECT 1 FROM deliveries WHERE key = r.delivery AND event = coalesce(?, event) AND received >= ?
            ) ORDER BY r.delivery, r.key LIMIT ?
            """, .integer(last.delivery), .integer(last.run), .text(orNull: event),
            .integer(since?.milliseconds ?? .min), .integer(count)
        ) { (delivery: $0.integer(5), run: StoredRun($0)) }
    }

    /// Cancels what waits, and lets the lanes go on; returns how many runs there were.
    @discardableResult
    func cancelPending(where condition: String, _ values: SQLValue...) throws(JournalError) -> Int {
        let waiting = try runs(where: "state IN (0, 1) AND \(condition)", values, atMost: .max)
        for run in waiting {
            try self.run("UPDATE runs SET state = 5, stop = 0 WHERE key = ?", .integer(run.key))
            try promoteNext(inLaneOf: run)
        }
        return waiting.count
    }

    fileprivate func fail(
        _ run: StoredRun, because reason: String, telling: Bool, at now: Timestamp
    ) throws(JournalError) {
        try self.run(
            "UPDATE runs SET state = 4, attempts = attempts + 1, failures = failures + 1 WHERE key = ?",
            .integer(run.key))
        let numbers = try query("SELECT attempts FROM runs WHERE key = ?", .integer(run.key)) { Int($0.integer(0)) }
        let number = numbers.first ?? 1
        let attempt = Attempt(number: number, startedAt: now, finishedAt: now, exit: .notStarted(reason))
        try insert(attempt, ofRun: run.key)
        if telling { try noteFailure(ofRun: run.key, attempt: number, tellAt: now) }
    }

    /// Pending again; behind the other runs of its lane that are under way, and before those that came after it.
    fileprivate func revive(_ run: StoredRun, at now: Timestamp) throws(JournalError) {
        try self.run(
            "UPDATE runs SET state = 1, due = ?, failures = 0, stop = 0 WHERE key = ?", .integer(now.milliseconds),
            .integer(run.key))
        let isBlocked = try query(
            """
            SELECT 1 FROM runs
            WHERE hook = ? AND lane = ? AND lane IS NOT NULL AND state < 3 AND state <> 1 LIMIT 1
            """, .integer(run.hook), .text(orNull: run.lane)
        ) { _ in true }
        if isBlocked.isEmpty { try self.run("UPDATE runs SET state = 0 WHERE key = ?", .integer(run.key)) }
    }
}
