#if PostgreSQL
import Synchronization
import Values

/// Writes deliveries in groups. A group is one or two round trips and one wait for the server's disk, however many
/// deliveries it has.
final class PostgreSQLRecorder: Sendable {
    fileprivate struct Request: Sendable {
        let entries: [JournalEntry]
        let answer: CheckedContinuation<Result<[RecordOutcome], JournalError>, Never>
    }

    /// Each locked lane takes an entry of a table that all connections of the server share.
    static let mostLanes = 256

    private let session: PostgreSQLSession
    private let queue: CommitQueue<Request>

    /// `committed` gets the number of requests after each commit; `news` is called when there are new runs.
    init(
        _ session: PostgreSQLSession, hooks: PostgreSQLHooks, committed: @escaping @Sendable (Int) -> Void,
        news: @escaping @Sendable () -> Void
    ) {
        self.session = session
        let writer = RecordingWriter(session: session, hooks: hooks, committed: committed, news: news)
        queue = CommitQueue(on: session.executor, groupLength: RecordingWriter.groupLength) { group, _ in
            writer.write(group)
        }
    }

    /// Returns when the deliveries of a request are on disk, or are not.
    func add(_ entries: [JournalEntry]) async throws(JournalError) -> [RecordOutcome] {
        let outcome: Result<[RecordOutcome], JournalError> = await withCheckedContinuation { continuation in
            queue.add(Request(entries: entries, answer: continuation))
        }
        return try outcome.get()
    }

    /// How many requests wait.
    var waiting: Int { queue.waiting }

    /// Returns when everything added so far is written, or cannot be.
    func finish() async {
        await session.run { self.queue.drain() }
    }
}

/// Writes the groups of a recorder, on the queue of its session.
private final class RecordingWriter: Sendable {
    /// More would make the first request of a group wait for long.
    private static let largestGroup = 1024
    /// All payloads of a group are in memory twice.
    private static let mostBytes = 16 << 20
    /// How long requests wait for a database that has just become unreachable. After that, others are rejected at once.
    private static let patience: Duration = .seconds(5)

    private let isAway = Mutex(false)
    private let session: PostgreSQLSession
    private let hooks: PostgreSQLHooks
    private let committed: @Sendable (Int) -> Void
    private let news: @Sendable () -> Void

    init(
        session: PostgreSQLSession, hooks: PostgreSQLHooks, committed: @escaping @Sendable (Int) -> Void,
        news: @escaping @Sendable () -> Void
    ) {
        self.session = session
        self.hooks = hooks
        self.committed = committed
        self.news = news
    }

    func write(_ group: [PostgreSQLRecorder.Request]) {
        do {
            let requests = group.map(\.entries)
            let patience: Duration = isAway.withLock { $0 } ? .zero : Self.patience
            let outcomes = try session.attempt(patience: patience) { connection throws(JournalError) in
                try self.write(requests, over: connection)
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

    static func groupLength(of requests: [PostgreSQLRecorder.Request]) -> Int {
        var lanes = 0
        var bytes = 0
        let count = requests.prefix(largestGroup).prefix { request in
            for entry in request.entries {
                lanes += entry.runs.count { $0.lane != nil }
                bytes += entry.delivery.body.count
            }
            return lanes <= PostgreSQLRecorder.mostLanes && bytes <= mostBytes
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
        let ids = try hooks.ids(of: hookKeys, creating: true, over: connection)
        let group =
            RecordingGroup.needsRoom(requests)
            ? try roomyGroup(requests, over: connection) : RecordingGroup(requests)
        let keys = group.entries.flatMap { $0.fingerprint?.keys ?? [] }
        let signed = group.entries.compactMap { entry in entry.fingerprint.map { ($0, entry.delivery.id) } }
            .filter { $0.0.signature != nil }
        let bytes = group.entries.reduce(0) { $0 + $1.delivery.body.count }
        var statements = [SQL.begin]
        if bytes > Self.mostBytes { statements.append(.transferring(bytes)) }
        let lanes = lanes(of: group.entries, ids) { _ in true }
        if !lanes.isEmpty { statements.append(PostgreSQLLane.locking(lanes)) }
        let replaced = self.lanes(of: group.entries, ids, where: \.cancelsWaiting)
        if !replaced.isEmpty { statements.append(PostgreSQLLane.lockingWaiting(in: replaced)) }
        statements.append(RecordingStatements.insertion(of: group.entries, hooks: ids))
        if !signed.isEmpty {
            statements.append(RecordingStatements.handingOver(signed.map { $0.0 }, of: signed.map { $0.1 }))
        }
        statements.append(RecordingStatements.holders(of: keys))
        statements.append(.commit)
        let rows = try connection.run(statements)
        let holders = rows[rows.count - 2].map { ($0.blob(.key), DeliveryID($0.text(.delivery))) }
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

    /// Reads how many runs wait, where there are bounds. What other machines record at the same moment is not counted.
    private func roomyGroup(
        _ requests: [[JournalEntry]], over connection: PostgreSQLConnection
    ) throws(JournalError) -> RecordingGroup {
        let rows = try connection.run([
            RecordingStatements.known(requests.joined().compactMap(\.fingerprint)), RecordingStatements.waiting,
        ])
        let waiting = rows[1].map { (Array($0.text(.endpoint).utf8), $0.count(.runs)) }
        return RecordingGroup(
            requests, known: Set(rows[0].map { $0.blob(.key) }), waiting: Dictionary(waiting, uniquingKeysWith: +))
    }
}
#endif
