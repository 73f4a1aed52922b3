package import Values

extension SQLiteJournal {
    package func record(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        try await write { database throws(JournalError) in
            guard try database.hasRoom(for: entries) else { return entries.map { _ in .noRoom } }
            var outcomes: [RecordOutcome] = []
            for entry in entries { outcomes.append(try database.insert(entry)) }
            return outcomes
        }
    }

    package func probeWrite() async throws(JournalError) {
        try await write { database throws(JournalError) in try database.execute(Schema.noOpWrite) }
    }

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
                for run in runs { command += [try database.claim(run, at: now)].compactMap(\.self) }
                claimed.append(command)
            }
            return claimed
        }
    }

    @discardableResult
    package func finish(_ attempts: [FinishedAttempt]) async throws(JournalError) -> [RunID] {
        try await write(needsSync: false) { database throws(JournalError) in
            for attempt in attempts { try database.finish(attempt) }
            return []
        }
    }

    package func recover(at now: Timestamp) async throws(JournalError) -> Int {
        try await write { database throws(JournalError) in
            let running = try database.rows("SELECT key, attempts, claimed FROM runs WHERE state = \(.running)") {
                row in
                (
                    row.integer(.key),
                    Attempt(
                        number: row.count(.attempts), startedAt: row.moment(.claimed), finishedAt: now,
                        exit: .interrupted)
                )
            }
            for (key, attempt) in running {
                try database.insert(attempt, ofRun: key)
                try database.change(
                    "UPDATE runs SET state = \(.pending), due = \(.moment(now)) WHERE key = \(.integer(key))")
            }
            try database.cancelWaiting(where: "r.stop = 1")
            try database.promoteStranded()
            for table in ["alerts", "untold"] {
                try database.change("UPDATE \(raw: table) SET telling = 0, tell = \(.moment(now)) WHERE telling = 1")
            }
            return running.count
        }
    }

    package func limitWaits(of hooks: [HookKey: Duration], at now: Timestamp) async throws(JournalError) -> Int {
        try await write(needsSync: false) { database throws(JournalError) in
            var runs = 0
            for (hook, longest) in hooks { runs += try database.limitWaits(of: hook, to: longest, at: now) }
            return runs
        }
    }

    func write(copies: [CopiedDelivery]) async throws(JournalError) {
        try await write { database throws(JournalError) in
            for copy in copies { try database.insert(copy) }
        }
    }
}
