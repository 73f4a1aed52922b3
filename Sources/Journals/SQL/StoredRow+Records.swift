import Values

// Each record: its columns, their values, and the record of a row that has them.

extension Delivery {
    /// Without the body, which each engine writes in its own way.
    static let head: [Column] = [.id, .endpoint, .provider, .event, .received, .client]
    static let columns = head.names(of: "d") + ", d.body"

    /// Of `head`.
    var values: [SQLValue] {
        [
            .text(id.text), .text(endpoint), .text(provider), .text(event), .moment(receivedAt), .text(client),
        ]
    }
}

extension DeliverySummary {
    static func columns(_ dialect: SQLDialect) -> String {
        "d.key, \(Delivery.head.names(of: "d")), \(dialect.byteCount)(d.body) AS size"
    }
}

extension RunSummary {
    static let columns = "h.name, r.state, r.attempts, r.due"
}

extension Attempt {
    static let columns: [Column] = [.number, .started, .finished, .exit, .value, .reason, .output, .bytes]

    var values: [SQLValue] {
        let code = Exit.Code(exit)
        return [
            .integer(number), .moment(startedAt), .moment(finishedAt), .integer(code.kind), .integer(code.value),
            .text(code.reason), .blob(output), .integer(outputBytes),
        ]
    }
}

extension AlertRecord {
    /// Without its name.
    static let columns = "watched, started, ended, held, figure, tell, attempts, telling"

    /// In the same order.
    var values: [SQLValue] {
        [
            .moment(watchedSince), .moment(startedAt), .moment(endedAt), .moment(lastTrueAt), .integer(figure),
            .moment(notifyAt), .integer(attempts), .flag(isInFlight),
        ]
    }
}

extension UnreportedFailure {
    static let columns = "d.id, h.name, u.attempt, u.tell, u.attempts AS tellings, u.telling"
}

extension StoredRow {
    /// Nil for an invalid id.
    var delivery: Delivery? {
        DeliveryID(text(.id)).map { id in
            Delivery(
                id: id, endpoint: text(.endpoint), provider: text(.provider), event: text(.event), body: blob(.body),
                receivedAt: moment(.received), client: textIfAny(.client))
        }
    }

    /// Without its runs; nil for an invalid id.
    var deliverySummary: DeliverySummary? {
        DeliveryID(text(.id)).map { id in
            DeliverySummary(
                id: id, endpoint: text(.endpoint), provider: text(.provider), event: text(.event),
                receivedAt: moment(.received), client: textIfAny(.client), bytes: count(.size), runs: [])
        }
    }

    /// Of the columns fingerprint, signature and received.
    var fingerprint: JournalEntry.Fingerprint? {
        blobIfAny(.fingerprint).map { key in
            JournalEntry.Fingerprint(key: key, signature: blobIfAny(.signature), since: moment(.received))
        }
    }

    var runSummary: RunSummary {
        let state = state(.state)
        return RunSummary(
            hook: text(.name), state: state.runState, attempts: count(.attempts),
            nextAt: state == .pending ? moment(.due) : nil)
    }

    /// Of the columns of a delivery, name, attempts and failures.
    var claimedRun: ClaimedRun? {
        delivery.map {
            ClaimedRun(delivery: $0, hook: text(.name), attempt: count(.attempts), failures: count(.failures))
        }
    }

    /// Of the columns id and name.
    var runID: RunID? {
        DeliveryID(text(.id)).map { RunID(delivery: $0, hook: text(.name)) }
    }

    var attempt: Attempt {
        let code = Exit.Code(kind: integer(.exit), value: integer(.value), reason: text(.reason))
        return Attempt(
            number: count(.number), startedAt: moment(.started), finishedAt: moment(.finished),
            exit: Exit(code) ?? .interrupted, output: blob(.output), outputBytes: integer(.bytes))
    }

    /// Of its name and its columns.
    var alert: AlertRecord {
        var record = AlertRecord(name: text(.name), watchedSince: moment(.watched))
        record.startedAt = momentIfAny(.started)
        record.endedAt = momentIfAny(.ended)
        record.lastTrueAt = momentIfAny(.held)
        record.figure = isNull(.figure) ? nil : integer(.figure)
        record.notifyAt = momentIfAny(.tell)
        record.attempts = count(.attempts)
        record.isInFlight = flag(.telling)
        return record
    }

    var unreportedFailure: UnreportedFailure? {
        runID.map { run in
            var notification = PendingNotification(at: momentIfAny(.tell))
            notification.attempts = count(.tellings)
            notification.isInFlight = flag(.telling)
            return UnreportedFailure(run: run, attempt: count(.attempt), notification: notification)
        }
    }
}
