import Values

extension Database {
    private static let findDuplicate =
        "SELECT id FROM deliveries WHERE mark = ? AND fingerprint = ? AND received >= ? ORDER BY key DESC LIMIT 1"
    private static let findSigned =
        "SELECT id FROM deliveries WHERE signature = ? AND received >= ? ORDER BY key DESC LIMIT 1"
    private static let insertDelivery = insertion(
        into: "deliveries", Delivery.head + [.mark, .fingerprint, .body, .signature])
    private static let insertRun = insertion(
        into: "runs", [.delivery, .hook, .lane, .state, .due, .attempts, .failures])
    private static let waiting = "SELECT sum(runs) AS count FROM tallies WHERE state <= \(.blocked)"

    /// The earlier delivery with the same fingerprint.
    private func duplicate(_ fingerprint: JournalEntry.Fingerprint?) throws(JournalError) -> DeliveryID? {
        guard let fingerprint else { return nil }
        let since = SQLValue.moment(fingerprint.since)
        let known = try query(Self.findDuplicate, .integer(fingerprint.mark), .blob(fingerprint.key), since) {
            DeliveryID($0.text(.id))
        }.first
        guard known == nil, let signature = fingerprint.signature else { return known ?? nil }
        return try query(Self.findSigned, .blob(signature), since) { DeliveryID($0.text(.id)) }.first ?? nil
    }

    /// Whether runs may be added, if there are any to add. Checked once for a request: it may have more deliveries than
    /// the bound allows at any time.
    func hasRoom(for entries: [JournalEntry]) throws(JournalError) -> Bool {
        for entry in entries where !entry.runs.isEmpty && entry.room != JournalEntry.Room() {
            if try duplicate(entry.fingerprint) == nil { return try hasRoom(for: entry) }
        }
        return true
    }

    private func hasRoom(for entry: JournalEntry) throws(JournalError) -> Bool {
        if let overall = entry.room.overall {
            guard try query(Self.waiting, make: { $0.integer(.count) })[0] < overall else { return false }
        }
        if let endpoint = entry.room.endpoint {
            let waiting = try query(
                "\(Self.waiting) AND hook IN (SELECT id FROM hooks WHERE endpoint = ?)", .text(entry.delivery.endpoint)
            ) { $0.integer(.count) }
            guard waiting[0] < endpoint else { return false }
        }
        return true
    }

    func insert(_ entry: JournalEntry) throws(JournalError) -> RecordOutcome {
        if let earlier = try duplicate(entry.fingerprint) { return .duplicate(of: earlier) }
        let key = try insert(entry.delivery, fingerprint: entry.fingerprint)
        for run in entry.runs { try insert(run, ofDelivery: key, entry.delivery) }
        return .recorded
    }

    /// Writes a delivery without its runs, and returns its key.
    private func insert(
        _ delivery: Delivery, fingerprint: JournalEntry.Fingerprint?
    ) throws(JournalError) -> Int64 {
        try run(
            Self.insertDelivery,
            delivery.values + [
                .integer(fingerprint?.mark), .blob(fingerprint?.key), .blob(delivery.body),
                .blob(fingerprint?.signature),
            ])
        return lastInsertedKey
    }

    private func insert(
        _ run: JournalEntry.Run, ofDelivery key: Int64, _ delivery: Delivery
    ) throws(JournalError) {
        let hook = try id(of: HookKey(endpoint: delivery.endpoint, hook: run.hook), creating: true) ?? 0
        var state = StoredState.pending
        if let lane = run.lane {
            if run.cancelsWaiting { try cancelWaiting(inLane: lane, of: hook) }
            if try isOccupied(lane: lane, of: hook) { state = .blocked }
        }
        try self.run(
            Self.insertRun, .integer(key), .integer(hook), .text(run.lane), .integer(state.rawValue),
            .moment(delivery.receivedAt), .integer(0), .integer(0))
    }

    /// Writes a copied delivery with everything that belongs to it, unless it is there.
    func insert(_ copy: CopiedDelivery) throws(JournalError) {
        let delivery = copy.delivery
        guard try !exists("SELECT 1 FROM deliveries WHERE id = ?", .text(delivery.id.text)) else { return }
        let key = try insert(delivery, fingerprint: copy.fingerprint)
        for run in copy.runs {
            let hook = HookKey(endpoint: delivery.endpoint, hook: run.hook)
            guard let hook = try id(of: hook, creating: true) else { continue }
            // In a lane, the order of arrival decides which one is pending.
            let state = run.lane != nil && run.state == .pending ? .blocked : run.state
            try self.run(
                Self.insertRun, .integer(key), .integer(hook), .text(run.lane), .integer(state.rawValue),
                .moment(run.due), .integer(run.attempts), .integer(run.failures))
            let number = lastInsertedKey
            for attempt in run.finished { try insert(attempt, ofRun: number) }
            if let untold = run.untold { try insert(untold, ofRun: number) }
            if let lane = run.lane { try promoteNext(inLane: lane, of: hook, unlessOneIsUnderWay: true) }
        }
    }
}

extension JournalEntry.Fingerprint {
    /// The first 64 bits of the key: an index over these is a fraction of one over whole keys.
    fileprivate var mark: Int64 {
        key.prefix(8).reduce(0) { $0 << 8 | Int64($1) }
    }
}
