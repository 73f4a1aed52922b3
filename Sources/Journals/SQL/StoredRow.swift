import Formats
import Values

/// A row of either kind of journal: what its columns mean is the same in both. They are counted from 0.
protocol StoredRow {
    /// Whether there is nothing.
    func isNull(_ column: Int) -> Bool
    /// A number; 0 for NULL.
    func integer(_ column: Int) -> Int64
    /// A text; empty for NULL.
    func text(_ column: Int) -> String
    /// Bytes; none for NULL.
    func blob(_ column: Int) -> [UInt8]
}

extension StoredRow {
    /// A moment that may be missing.
    func moment(_ column: Int) -> Timestamp? {
        isNull(column) ? nil : Timestamp(milliseconds: integer(column))
    }

    /// A delivery of the columns id, endpoint, provider, event, received, body; nil if the id is none.
    var delivery: Delivery? {
        DeliveryID(text(0)).map { id in
            Delivery(
                id: id, endpoint: text(1), provider: text(2), event: text(3), body: blob(5),
                receivedAt: Timestamp(milliseconds: integer(4)))
        }
    }

    /// The fingerprint of a delivery of these columns, with fingerprint and signature after them.
    var copiedFingerprint: JournalEntry.Fingerprint? {
        guard !isNull(6) else { return nil }
        return JournalEntry.Fingerprint(
            key: blob(6), signature: isNull(7) ? nil : blob(7), since: Timestamp(milliseconds: integer(4)))
    }

    /// An attempt of the columns number, started, finished, exit, value, reason, output, bytes; `first` is the number's.
    func attempt(from first: Int) -> Attempt {
        Attempt(
            number: Int(integer(first)), startedAt: Timestamp(milliseconds: integer(first + 1)),
            finishedAt: Timestamp(milliseconds: integer(first + 2)),
            exit: Exit(Exit.Code(kind: integer(first + 3), value: integer(first + 4), reason: text(first + 5)))
                ?? .interrupted,
            output: blob(first + 6), outputBytes: integer(first + 7))
    }

    /// A run of the columns hook, state, attempts, due; `first` is the hook's.
    func summary(from first: Int) -> RunSummary {
        let state = StoredState(rawValue: integer(first + 1)) ?? .failed
        return RunSummary(
            hook: text(first), state: state.runState, attempts: Int(integer(first + 2)),
            nextAt: state == .pending ? Timestamp(milliseconds: integer(first + 3)) : nil)
    }

    /// An alert of its name and ``AlertRecord/columns``.
    var alert: AlertRecord {
        var record = AlertRecord(name: text(0), watchedSince: Timestamp(milliseconds: integer(1)))
        record.startedAt = moment(2)
        record.endedAt = moment(3)
        record.heldAt = moment(4)
        record.figure = isNull(5) ? nil : integer(5)
        record.tellAt = moment(6)
        record.attempts = Int(integer(7))
        record.isBeingTold = integer(8) != 0
        return record
    }
}

extension AlertRecord {
    /// Its columns, apart from its name.
    static let columns = "watched, started, ended, held, figure, tell, attempts, telling"
}
