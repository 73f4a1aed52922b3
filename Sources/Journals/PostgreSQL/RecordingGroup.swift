#if PostgreSQL
import Values

/// Requests whose deliveries go into one transaction, and the outcome of each. Pure.
struct RecordingGroup {
    /// Keys of fingerprints, with the first of the group that has each: others repeat it.
    private var firsts: [[UInt8]: Int] = [:]
    private(set) var entries: [JournalEntry] = []
    /// Which of `entries` those of each request are; nil for a request without room.
    private var requests: [[Int]?] = []

    /// Puts a group together of those requests that have room.
    ///
    /// - Parameters:
    ///   - requests: in their order.
    ///   - known: fingerprints that came before.
    ///   - waiting: how many runs wait already, by the bytes of their endpoint.
    init(_ requests: [[JournalEntry]], known: Set<[UInt8]> = [], waiting: [[UInt8]: Int] = [:]) {
        var waiting = waiting
        for request in requests {
            guard hasRoom(for: request, known: known, waiting: waiting) else {
                self.requests.append(nil)
                continue
            }
            self.requests.append(request.map { add($0) })
            for entry in request { waiting[Array(entry.delivery.endpoint.utf8), default: 0] += entry.runs.count }
        }
    }

    /// Asked once for a request: it may hold more deliveries than ever have room.
    private func hasRoom(for request: [JournalEntry], known: Set<[UInt8]>, waiting: [[UInt8]: Int]) -> Bool {
        let adding = request.first { entry in
            guard !entry.runs.isEmpty, entry.room != JournalEntry.Room() else { return false }
            return !(entry.fingerprint?.keys ?? []).contains { known.contains($0) || firsts[$0] != nil }
        }
        guard let adding else { return true }
        let overall = adding.room.overall.map { waiting.values.reduce(0, +) < $0 } ?? true
        let endpoint =
            adding.room.endpoint.map { waiting[Array(adding.delivery.endpoint.utf8), default: 0] < $0 } ?? true
        return overall && endpoint
    }

    private mutating func add(_ entry: JournalEntry) -> Int {
        let keys = entry.fingerprint?.keys ?? []
        if let first = keys.compactMap({ firsts[$0] }).first { return first }
        for key in keys { firsts[key] = entries.count }
        entries.append(entry)
        return entries.count - 1
    }

    /// What became of the requests.
    ///
    /// - Parameters:
    ///   - requests: the same as before.
    ///   - holders: which delivery each key of a fingerprint belongs to by now.
    /// - Returns: an outcome for each entry of each request.
    func outcomes(of requests: [[JournalEntry]], holders: [[UInt8]: DeliveryID]) -> [[RecordOutcome]] {
        zip(requests, self.requests).map { request, positions in
            guard positions != nil else { return request.map { _ in .noRoom } }
            return request.map { entry in
                let others = (entry.fingerprint?.keys ?? []).compactMap { holders[$0] }.filter {
                    $0 != entry.delivery.id
                }
                return others.first.map { .duplicate(of: $0) } ?? .recorded
            }
        }
    }

    /// Whether one of them has a bound that has to be looked at.
    static func needsRoom(_ requests: [[JournalEntry]]) -> Bool {
        requests.contains { $0.contains { !$0.runs.isEmpty && $0.room != JournalEntry.Room() } }
    }
}
#endif
