#if PostgreSQL
import Formats
import Synchronization
import Values

/// Writes deliveries in groups: all that arrive during one commit go into the next.
///
/// A group is one or two round trips and one wait for the server's disk, however many deliveries it has.
final class PostgreSQLRecorder: Sendable {
    /// How many requests go into one transaction at most, so that the first of them does not wait for long.
    private static let largestGroup = 1024
    /// Each held lane takes a place of a table that all connections of the server share.
    static let mostLanes = 256
    /// All payloads of a group are in memory twice.
    private static let mostBytes = 16 << 20
    /// How long requests wait for a database that has just gone; when that is over, others are refused at once.
    private static let patience: Duration = .seconds(5)

    private struct Request {
        let entries: [JournalEntry]
        let answer: CheckedContinuation<Result<[RecordOutcome], JournalError>, Never>
    }

    private let line = Mutex(GroupLine<Request>())
    private let isAway = Mutex(false)
    private let session: PostgreSQLSession
    private let hooks: PostgreSQLHooks
    private let committed: @Sendable (Int) -> Void
    private let news: @Sendable () -> Void

    /// `committed` hears after each commit of how many requests it was, and `news` that there are new runs.
    init(
        _ session: PostgreSQLSession, hooks: PostgreSQLHooks, committed: @escaping @Sendable (Int) -> Void,
        news: @escaping @Sendable () -> Void
    ) {
        self.session = session
        self.hooks = hooks
        self.committed = committed
        self.news = news
    }

    /// Returns when the deliveries of a request are on disk, or are not.
    func add(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        let outcome: Result<[RecordOutcome], JournalError> = await withCheckedContinuation { continuation in
            if line.withLock({ $0.add(Request(entries: entries, answer: continuation)) }) { scheduleTurn() }
        }
        return try outcome.get()
    }

    /// How many requests wait.
    var waiting: Int { line.withLock { $0.count } }

    /// Returns when everything added so far is written, or cannot be.
    func finish() async {
        await withCheckedContinuation { continuation in
            session.later {
                repeat { self.writeGroup() } while self.line.withLock({ $0.endTurn() })
                continuation.resume()
            }
        }
    }

    private func scheduleTurn() {
        session.later {
            self.writeGroup()
            if self.line.withLock({ $0.endTurn() }) { self.scheduleTurn() }
        }
    }

    private func writeGroup() {
        let group = line.withLock { $0.takeGroup(Self.groupLength) }
        guard !group.isEmpty else { return }
        do {
            let requests = group.map(\.entries)
            let patience: Duration = isAway.withLock { $0 } ? .zero : Self.patience
            let outcomes = try session.attempt(patience: patience) { connection throws(JournalError) in
                try write(requests, over: connection)
            }
            isAway.withLock { $0 = false }
            committed(group.count)
            if requests.contains(where: { $0.contains { !$0.runs.isEmpty } }) { news() }
            for (member, outcomes) in zip(group, outcomes) { member.answer.resume(returning: .success(outcomes)) }
        } catch {
            isAway.withLock { $0 = true }
            for member in group { member.answer.resume(returning: .failure(error)) }
        }
    }

    private static func groupLength(of requests: [Request]) -> Int {
        var lanes = 0
        var bytes = 0
        let count = requests.prefix(largestGroup).prefix { request in
            for entry in request.entries {
                lanes += entry.runs.count { $0.lane != nil }
                bytes += entry.delivery.body.count
            }
            return lanes <= mostLanes && bytes <= mostBytes
        }.count
        return max(count, min(requests.count, 1))
    }

    private func write(
        _ requests: [[JournalEntry]], over connection: PostgreSQLConnection
    ) throws(JournalError) -> [[RecordOutcome]] {
        let hookKeys = Set(
            requests.joined().flatMap { entry in
                entry.runs.map { HookKey(endpoint: entry.delivery.endpoint, hook: $0.hook) }
            })
        let ids = try hooks.ids(of: hookKeys, making: true, over: connection)
        let group =
            RecordingGroup.needsRoom(requests)
            ? try roomyGroup(requests, over: connection) : RecordingGroup(requests)
        let keys = group.entries.flatMap { $0.fingerprint?.keys ?? [] }
        let signed = group.entries.compactMap { entry in entry.fingerprint.map { ($0, entry.delivery.id) } }
            .filter { $0.0.signature != nil }
        let bytes = group.entries.reduce(0) { $0 + $1.delivery.body.count }
        var statements = [PostgreSQLStatement.begin]
        if bytes > Self.mostBytes { statements.append(.transferring(bytes)) }
        let lanes = lanes(of: group.entries, ids) { _ in true }
        if !lanes.isEmpty { statements.append(PostgreSQLLane.holding(lanes)) }
        let replaced = self.lanes(of: group.entries, ids, where: \.cancelsWaiting)
        if !replaced.isEmpty { statements.append(PostgreSQLLane.lockingWaiting(in: replaced)) }
        statements.append(RecordingStatements.insertion(of: group.entries, hooks: ids))
        if !signed.isEmpty {
            statements.append(RecordingStatements.handingOver(signed.map { $0.0 }, of: signed.map { $0.1 }))
        }
        statements.append(RecordingStatements.holders(of: keys))
        statements.append(.commit)
        let rows = try connection.run(statements, within: PostgreSQLSession.limit)
        let holders = rows[rows.count - 2].map { ($0.blob(0), DeliveryID($0.text(1))) }
        return group.outcomes(
            of: requests, holders: Dictionary(holders, uniquingKeysWith: { $1 }).compactMapValues { $0 })
    }

    private func lanes(
        of entries: [JournalEntry], _ hooks: [HookKey: Int64], where condition: (JournalEntry.Run) -> Bool
    ) -> [PostgreSQLLane] {
        entries.flatMap { entry in
            entry.runs.filter(condition).compactMap { run in
                guard let lane = run.lane else { return nil }
                let hook = hooks[HookKey(endpoint: entry.delivery.endpoint, hook: run.hook)]
                return hook.map { PostgreSQLLane(hook: $0, name: lane) }
            }
        }
    }

    /// Looks at what waits, where there are bounds. What other machines take in at this very moment is not in it.
    private func roomyGroup(
        _ requests: [[JournalEntry]], over connection: PostgreSQLConnection
    ) throws(JournalError) -> RecordingGroup {
        let rows = try connection.run(
            [RecordingStatements.known(requests.joined().compactMap(\.fingerprint)), RecordingStatements.waiting],
            within: PostgreSQLSession.limit)
        let waiting = rows[1].map { (Array($0.text(0).utf8), Int($0.integer(1))) }
        return RecordingGroup(
            requests, known: Set(rows[0].map { $0.blob(0) }), waiting: Dictionary(waiting, uniquingKeysWith: +))
    }
}

/// The numbers of hooks, which never change.
final class PostgreSQLHooks: Sendable {
    private let known = Mutex<[HookKey: Int64]>([:])

    /// The numbers of these; one that the journal has never heard of is missing, unless it is to be made.
    func ids(
        of keys: Set<HookKey>, making: Bool, over connection: PostgreSQLConnection
    ) throws(JournalError) -> [HookKey: Int64] {
        let ids = known.withLock { known in known.filter { keys.contains($0.key) } }
        let unknown = keys.filter { ids[$0] == nil }
        guard !unknown.isEmpty else { return ids }
        let list = Array(unknown)
        let values: [PostgreSQLValue] = [.texts(list.map(\.endpoint)), .texts(list.map(\.hook))]
        let input = "unnest($1::text[], $2::text[]) AS i (endpoint, name)"
        var statements: [PostgreSQLStatement] = []
        if making {
            statements.append(
                PostgreSQLStatement(
                    "INSERT INTO hooks (endpoint, name) SELECT * FROM \(input) ORDER BY 1, 2 ON CONFLICT DO NOTHING",
                    values: values))
        }
        statements.append(
            PostgreSQLStatement(
                "SELECT h.endpoint, h.name, h.id FROM \(input) JOIN hooks h USING (endpoint, name)", values: values)
        )
        let rows = try connection.run(statements, within: PostgreSQLSession.limit)
        let found = Dictionary(
            rows[rows.count - 1].map { (HookKey(endpoint: $0.text(0), hook: $0.text(1)), $0.integer(2)) },
            uniquingKeysWith: { $1 })
        known.withLock { $0.merge(found) { $1 } }
        return ids.merging(found) { $1 }
    }
}
#endif
