import Values

/// What a copy of a journal reads.
extension SQLConnection {
    func deliveryCount() throws(JournalError) -> Int {
        try firstRow("SELECT count(*) AS count FROM deliveries") { $0.count(.count) } ?? 0
    }

    func places(after key: Int64, atMost count: Int) throws(JournalError) -> [CopyPlace] {
        try rows(
            """
            SELECT key, id, \(raw: dialect.byteCount)(body) AS size FROM deliveries
            WHERE key > \(.integer(key)) ORDER BY key LIMIT \(.integer(count))
            """
        ) { row in
            DeliveryID(row.text(.id)).map { CopyPlace(key: row.integer(.key), id: $0, bytes: row.count(.size)) }
        }.compactMap(\.self)
    }

    func existing(_ ids: [DeliveryID]) throws(JournalError) -> Set<DeliveryID> {
        let texts = SQLValue.texts(ids.map(\.text))
        return Set(
            try rows("SELECT id FROM deliveries WHERE \(dialect.contains(texts, "id"))") { DeliveryID($0.text(.id)) }
                .compactMap(\.self))
    }

    func copies(of keys: [Int64]) throws(JournalError) -> [CopiedDelivery] {
        let found = try rows(
            """
            SELECT \(raw: Delivery.columns), d.fingerprint, d.signature, d.key FROM deliveries d
            WHERE \(dialect.contains(.integers(keys), "d.key")) ORDER BY d.key
            """
        ) { ($0.integer(.key), $0.delivery, $0.fingerprint) }
        let runs = Dictionary(grouping: try copiedRuns(ofDeliveries: keys), by: \.delivery)
        return found.compactMap { key, delivery, fingerprint in
            delivery.map {
                CopiedDelivery(delivery: $0, fingerprint: fingerprint, runs: runs[key, default: []].map(\.run))
            }
        }
    }

    private func copiedRuns(
        ofDeliveries keys: [Int64]
    ) throws(JournalError) -> [(delivery: Int64, run: CopiedDelivery.Run)] {
        let runs = try rows(
            """
            SELECT r.key, r.delivery, h.name, r.lane, r.state, r.due, r.attempts, r.failures, u.attempt, u.tell,
                u.attempts AS tellings
            FROM runs r JOIN hooks h ON h.id = r.hook LEFT JOIN untold u ON u.run = r.key
            WHERE \(dialect.contains(.integers(keys), "r.delivery")) ORDER BY r.delivery, r.key
            """
        ) { row in
            let untold = row.momentIfAny(.tell).map {
                CopiedDelivery.Untold(attempt: row.count(.attempt), notifyAt: $0, attempts: row.count(.tellings))
            }
            let state = row.state(.state)
            let run = CopiedDelivery.Run(
                hook: row.text(.name), lane: row.textIfAny(.lane), state: state == .running ? .pending : state,
                due: row.moment(.due), attempts: row.count(.attempts), failures: row.count(.failures), untold: untold)
            return (key: row.integer(.key), delivery: row.integer(.delivery), run: run)
        }
        let attempts = Dictionary(grouping: try attempts(ofRuns: runs.map(\.key), latest: .max), by: \.run)
        return runs.map { found in
            var run = found.run
            run.finished = attempts[found.key, default: []].map(\.attempt)
            return (found.delivery, run)
        }
    }
}
