/// A run that may go into a batch.
struct DueRun {
    let key: Int64
    /// Length of its payload.
    let bytes: Int
    /// Long enough, or before an earlier attempt.
    let hasWaited: Bool

    /// Of the columns key, size and matches.
    init(_ row: some StoredRow) {
        key = row.integer(.key)
        bytes = row.count(.size)
        hasWaited = row.flag(.matches)
    }
}

extension [DueRun] {
    /// The payloads of one batch are at most that long together, since all of them are in memory at once.
    private static let largestBatchBytes = 8 << 20

    /// Cuts the queue into batches; the last one goes only if it is full or has waited.
    func batches(of size: Int, atMost count: Int) -> [[Int64]] {
        var batches: [[Int64]] = []
        var rest = self[...]
        while let first = rest.first, batches.count < count {
            var bytes = 0
            let batch = rest.prefix(size).prefix { run in
                bytes += run.bytes
                return bytes <= Self.largestBatchBytes || run.key == first.key
            }
            rest = rest.dropFirst(batch.count)
            let isFull = batch.count == size || !rest.isEmpty
            if isFull || first.hasWaited { batches.append(batch.map(\.key)) }
        }
        return batches
    }
}

extension [[[Int64]]] {
    /// What of these queues, one a hook, is started now: the hooks take turns.
    func inTurns(atMost total: Int) -> [[Int64]] {
        var queues = map { $0[...] }
        var chosen: [[Int64]] = []
        while chosen.count < total, queues.contains(where: { !$0.isEmpty }) {
            for position in queues.indices where chosen.count < total {
                if let runs = queues[position].popFirst() { chosen.append(runs) }
            }
        }
        return chosen
    }
}
