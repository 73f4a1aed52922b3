import Formats
package import Values

/// Where a run stands in the file. `held` shows as pending: it waits for an earlier run of its lane.
enum StoredState: Int64 {
    case pending = 0
    case held = 1
    case running = 2
    case succeeded = 3
    case failed = 4
    case cancelled = 5

    init(_ state: RunState) {
        switch state {
        case .pending: self = .pending
        case .running: self = .running
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        }
    }

    var runState: RunState {
        switch self {
        case .pending, .held: .pending
        case .running: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }
}

extension SQLiteJournal {
    /// Writes deliveries and their runs.
    package func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        try await write { database throws(JournalError) in
            guard try database.hasRoom(for: entries) else { return entries.map { _ in .noRoom } }
            var outcomes: [RecordOutcome] = []
            for entry in entries { outcomes.append(try database.insert(entry)) }
            return outcomes
        }
    }

    /// Writes something that means nothing.
    package func probeWrite() async throws(JournalError) {
        try await write { database throws(JournalError) in
            try database.execute(Schema.meaninglessChange)
        }
    }

    /// Hands out due runs.
    package func claim(
        _ allowances: [ClaimAllowance], atMost total: Int, at now: Timestamp
    ) async throws(JournalError) -> [[ClaimedRun]] {
        try await write(needsSync: false) { database throws(JournalError) in
            var queues: [[[Int64]]] = []
            for allowance in allowances {
                queues.append(try database.dueRuns(for: allowance, atMost: total, at: now))
            }
            var claimed: [[ClaimedRun]] = []
            for runs in queues.inTurns(atMost: total) {
                var command: [ClaimedRun] = []
                for run in runs { command += try database.claim(run, at: now) }
                claimed.append(command)
            }
            return claimed
        }
    }

    /// Writes the ends of attempts.
    @discardableResult
    package func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID] {
        try await write(needsSync: false) { database throws(JournalError) in
            for attempt in attempts { try database.finish(attempt) }
            return []
        }
    }

    /// Takes up what a crash cut off.
    package func recover(at now: Timestamp) async throws(JournalError) -> Int {
        try await write { database throws(JournalError) in
            let running = try database.query("SELECT key, attempts, claimed FROM runs WHERE state = 2") { row in
                (row.integer(0), Int(row.integer(1)), Timestamp(milliseconds: row.integer(2)))
            }
            for (key, number, claimed) in running {
                let attempt = Attempt(number: number, startedAt: claimed, finishedAt: now, exit: .interrupted)
                try database.insert(attempt, ofRun: key)
                try database.run(
                    "UPDATE runs SET state = 0, due = ? WHERE key = ?", .integer(now.milliseconds), .integer(key))
            }
            try database.cancelPending(where: "stop = 1")
            try database.promoteStranded()
            for table in ["alerts", "untold"] {
                try database.run(
                    "UPDATE \(table) SET telling = 0, tell = ? WHERE telling = 1", .integer(now.milliseconds))
            }
            return running.count
        }
    }
}

/// A run, as the file has it.
struct StoredRun {
    let key: Int64
    let hook: Int64
    let lane: String?
    let state: StoredState?
    let isToStop: Bool

    /// A run of the columns key, hook, lane, state, stop.
    init(_ row: Row) {
        key = row.integer(0)
        hook = row.integer(1)
        lane = row.isNull(2) ? nil : row.text(2)
        state = StoredState(rawValue: row.integer(3))
        isToStop = row.integer(4) != 0
    }
}

extension JournalEntry.Fingerprint {
    /// The first 64 bits of the key: an index over these is a fraction of one over whole keys.
    fileprivate var mark: Int64 {
        key.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}

extension Database {
    fileprivate func repeated(_ fingerprint: JournalEntry.Fingerprint?) throws(JournalError) -> DeliveryID? {
        guard let fingerprint else { return nil }
        let since = SQLValue.integer(fingerprint.since.milliseconds)
        let known = try query(
            "SELECT id FROM deliveries WHERE mark = ? AND fingerprint = ? AND received >= ? ORDER BY key DESC LIMIT 1",
            .integer(fingerprint.mark), .blob(fingerprint.key), since
        ) { DeliveryID($0.text(0)) }.first
        guard known == nil, let signature = fingerprint.signature else { return known ?? nil }
        return try query(
            "SELECT id FROM deliveries WHERE signature = ? AND received >= ? ORDER BY key DESC LIMIT 1",
            .blob(signature), since
        ) { DeliveryID($0.text(0)) }.first ?? nil
    }

    /// Whether runs may be added, as far as there are any to add. Asked once for a request: it may hold more deliveries
    /// than ever have room.
    fileprivate func hasRoom(for entries: [JournalEntry]) throws(JournalError) -> Bool {
        for entry in entries where !entry.runs.isEmpty && entry.room != JournalEntry.Room() {
            if try repeated(entry.fingerprint) == nil { return try hasRoom(for: entry) }
        }
        return true
    }

    fileprivate func insert(_ entry: JournalEntry) throws(JournalError) -> RecordOutcome {
        if let earlier = try repeated(entry.fingerprint) { return .duplicate(of: earlier) }
        let key = try insertDelivery(of: entry, fingerprint: entry.fingerprint)
        for run in entry.runs { try insert(run, ofDelivery: key, entry.delivery) }
        return .recorded
    }

    /// Writes a delivery without its runs, and returns its key.
    func insertDelivery(
        of entry: JournalEntry, fingerprint: JournalEntry.Fingerprint?
    ) throws(JournalError) -> Int64 {
        let delivery = entry.delivery
        try run(
            """
            INSERT INTO deliveries (id, endpoint, provider, event, received, mark, fingerprint, body, signature)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .text(delivery.id.text), .text(delivery.endpoint), .text(delivery.provider), .text(delivery.event),
            .integer(delivery.receivedAt.milliseconds), fingerprint.map { .integer($0.mark) } ?? .null,
            fingerprint.map { .blob($0.key) } ?? .null, .blob(delivery.body),
            fingerprint?.signature.map { .blob($0) } ?? .null)
        return lastInsertedKey
    }

    fileprivate func insert(
        _ run: JournalEntry.Run, ofDelivery key: Int64, _ delivery: Delivery
    ) throws(JournalError) {
        let hook = try id(of: HookKey(endpoint: delivery.endpoint, hook: run.hook), makesIt: true) ?? 0
        var state = StoredState.pending
        if let lane = run.lane {
            if run.cancelsWaiting {
                try self.run(
                    """
                    UPDATE runs SET state = 5
                    WHERE hook = ? AND lane = ? AND lane IS NOT NULL AND state < 3 AND state <> 2
                    """, .integer(hook), .text(lane))
            }
            let earlier = try query(
                "SELECT 1 FROM runs WHERE hook = ? AND lane = ? AND lane IS NOT NULL AND state < 3 LIMIT 1",
                .integer(hook), .text(lane)
            ) { _ in true }
            if !earlier.isEmpty { state = .held }
        }
        try self.run(
            "INSERT INTO runs (delivery, hook, lane, state, due) VALUES (?, ?, ?, ?, ?)", .integer(key), .integer(hook),
            .text(orNull: run.lane), .integer(state.rawValue), .integer(delivery.receivedAt.milliseconds))
    }

    /// The number of a hook; nil if the journal has never heard of it and is not to make one.
    func id(of hook: HookKey, makesIt: Bool) throws(JournalError) -> Int64? {
        let found = try query(
            "SELECT id FROM hooks WHERE endpoint = ? AND name = ?", .text(hook.endpoint), .text(hook.hook)
        ) { $0.integer(0) }
        guard found.isEmpty, makesIt else { return found.first }
        try run("INSERT INTO hooks (endpoint, name) VALUES (?, ?)", .text(hook.endpoint), .text(hook.hook))
        return lastInsertedKey
    }

    fileprivate func finish(_ finished: FinishedAttempt) throws(JournalError) {
        guard let run = try run(finished.run) else { return }
        try insert(finished.attempt, ofRun: run.key)
        guard run.state == .running else { return }
        let state = run.isToStop && finished.state != .succeeded ? .cancelled : finished.state
        try self.run(
            "UPDATE runs SET state = ?, due = ?, failures = ?, stop = 0 WHERE key = ?",
            .integer(StoredState(state).rawValue), .integer(finished.nextAt.milliseconds),
            .integer(finished.failures), .integer(run.key))
        if state == .failed, finished.isToBeTold {
            let attempt = finished.attempt
            try noteFailure(ofRun: run.key, attempt: attempt.number, tellAt: attempt.finishedAt)
        }
        if state.isFinal { try promoteNext(inLaneOf: run) }
    }

    fileprivate func claim(_ run: Int64, at now: Timestamp) throws(JournalError) -> [ClaimedRun] {
        try self.run(
            "UPDATE runs SET state = 2, attempts = attempts + 1, claimed = ? WHERE key = ?",
            .integer(now.milliseconds), .integer(run))
        return try query(
            """
            SELECT d.id, d.endpoint, d.provider, d.event, d.received, d.body, h.name, r.attempts, r.failures
            FROM runs r JOIN deliveries d ON d.key = r.delivery JOIN hooks h ON h.id = r.hook WHERE r.key = ?
            """, .integer(run)
        ) { row in
            row.delivery.map { delivery in
                ClaimedRun(
                    delivery: delivery, hook: row.text(6), attempt: Int(row.integer(7)), failures: Int(row.integer(8)))
            }
        }.compactMap { $0 }
    }

    fileprivate func run(_ id: RunID) throws(JournalError) -> StoredRun? {
        try query(
            """
            SELECT r.key, r.hook, r.lane, r.state, r.stop FROM deliveries d JOIN runs r ON r.delivery = d.key
            JOIN hooks h ON h.id = r.hook WHERE d.id = ? AND h.name = ?
            """, .text(id.delivery.text), .text(id.hook)
        ) { StoredRun($0) }.first
    }

    func insert(_ attempt: Attempt, ofRun key: Int64) throws(JournalError) {
        let exit = Exit.Code(attempt.exit)
        try run(
            """
            INSERT OR REPLACE INTO attempts (run, number, started, finished, exit, value, reason, output, bytes)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(key), .integer(attempt.number), .integer(attempt.startedAt.milliseconds),
            .integer(attempt.finishedAt.milliseconds), .integer(exit.kind), .integer(exit.value),
            .text(orNull: exit.reason), .blob(attempt.output), .integer(attempt.outputBytes))
    }

    /// Lets the next run of a lane go, now that the one before it is final.
    func promoteNext(inLaneOf run: StoredRun) throws(JournalError) {
        if let lane = run.lane { try promoteNext(hook: run.hook, lane: lane) }
    }

    /// The same for a lane.
    func promoteNext(hook: Int64, lane: String) throws(JournalError) {
        try run(
            """
            UPDATE runs SET state = 0 WHERE key = (
                SELECT key FROM runs WHERE hook = ? AND lane = ? AND lane IS NOT NULL AND state < 3
                ORDER BY key LIMIT 1
            ) AND state = 1
            """, .integer(hook), .text(lane))
    }

    /// Lets the first run of each lane go where none is under way: whatever stopped a lane, a restart moves it on.
    fileprivate func promoteStranded() throws(JournalError) {
        try run(
            """
            UPDATE runs SET state = 0 WHERE key IN (
                SELECT min(key) FROM runs WHERE lane IS NOT NULL AND state < 3 GROUP BY hook, lane
                HAVING min(state) = 1 AND max(state) = 1
            )
            """)
    }
}
