import Dispatch
import Synchronization

/// A piece of writing that waits for its transaction.
struct WriteOperation: Sendable {
    /// Whether its caller is answered only when it is on disk; a claim and an attempt's end need not be.
    let needsSync: Bool
    /// Does the writing, and returns what tells the caller how the commit went.
    let work: @Sendable (Database) throws(JournalError) -> @Sendable (JournalError?) -> Void
    /// Tells the caller that nothing was written.
    let fail: @Sendable (JournalError) -> Void
}

/// Writes operations in groups: all that arrive during one commit go into the next.
///
/// One fsync costs a fraction of a millisecond to many; this way its cost is shared by everything of that moment. A group
/// of claims and ends of attempts is committed without one: that survives the end of the process, and at worst a power
/// loss forgets that a run was begun or done, and it is done again. SQLite's log is read in order after a crash, so the
/// next commit with a sync makes everything before it durable; if none comes of itself, one is made soon.
///
/// Commits block, so they have a queue of their own, never a thread of the tasks.
final class GroupCommit: Sendable {
    /// How many operations go into one transaction at most, so that the first of them does not wait for long.
    private static let largestGroup = 1024
    /// How long a commit without a sync may stay the last one.
    private static let longestUnsynced: DispatchTimeInterval = .milliseconds(100)

    private let line = Mutex(GroupLine<WriteOperation>())
    private let queue: DispatchQueue
    private let writer: Confined
    private let committed: @Sendable (Int) -> Void

    /// The database and what is known of it, used on the queue alone: that is what makes it sendable.
    private final class Confined: @unchecked Sendable {
        var database: Database?
        var syncs = true
        /// Whether a sync is due for what was committed without one.
        var owesSync = false

        init(_ database: Database) {
            self.database = database
        }
    }

    /// `committed` hears after each commit of how many operations it was; `queue` is serial, and nothing else blocks it.
    init(
        _ database: Database, on queue: DispatchQueue = DispatchQueue(label: "journal"),
        committed: @escaping @Sendable (Int) -> Void
    ) {
        self.committed = committed
        self.queue = queue
        writer = Confined(database)
    }

    /// Adds an operation; its caller hears of it from the queue.
    func add(_ operation: WriteOperation) {
        if line.withLock({ $0.add(operation) }) { scheduleTurn() }
    }

    /// The number that changes when another process has written: <https://www.sqlite.org/pragma.html#pragma_data_version>.
    func dataVersion() async throws(JournalError) -> Int64 {
        let outcome: Result<Int64, JournalError> = await withCheckedContinuation { continuation in
            queue.async { [writer] in
                let version = Result { () throws(JournalError) in
                    guard let database = writer.database else { throw .closed }
                    return try database.query("PRAGMA data_version") { $0.integer(0) }.first ?? 0
                }
                continuation.resume(returning: version)
            }
        }
        return try outcome.get()
    }

    /// Returns when everything added so far is written, and the database is closed.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                repeat { self.writeGroup() } while self.line.withLock({ $0.endTurn() })
                try? self.writer.database?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.writer.database = nil
                continuation.resume()
            }
        }
    }

    private func scheduleTurn() {
        queue.async {
            self.writeGroup()
            if self.line.withLock({ $0.endTurn() }) { self.scheduleTurn() }
        }
    }

    private func writeGroup() {
        let group = line.withLock { $0.takeGroup { min($0.count, Self.largestGroup) } }
        guard !group.isEmpty else { return }
        guard let database = writer.database else { return group.forEach { $0.fail(.closed) } }
        do {
            for tell in try write(group, to: database) { tell(nil) }
        } catch {
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            for operation in group { operation.fail(error) }
        }
    }

    private func write(
        _ group: [WriteOperation], to database: Database
    ) throws(JournalError) -> [@Sendable (JournalError?) -> Void] {
        let needsSync = group.contains { $0.needsSync }
        if needsSync != writer.syncs {
            try database.execute("PRAGMA synchronous = \(needsSync ? "FULL" : "NORMAL")")
            writer.syncs = needsSync
        }
        try database.execute("BEGIN IMMEDIATE")
        var callers: [@Sendable (JournalError?) -> Void] = []
        callers.reserveCapacity(group.count)
        for operation in group { callers.append(try operation.work(database)) }
        try database.execute("COMMIT")
        committed(group.count)
        if needsSync { writer.owesSync = false } else { oweSync() }
        return callers
    }

    private func oweSync() {
        guard !writer.owesSync else { return }
        writer.owesSync = true
        queue.asyncAfter(deadline: .now() + Self.longestUnsynced) { [self] in
            guard writer.owesSync else { return }
            // Any write will do; if it fails, so will the next operation, and that has somebody to tell.
            add(
                WriteOperation(
                    needsSync: true,
                    work: { database throws(JournalError) in
                        try database.execute(Schema.meaninglessChange)
                        return { _ in }
                    }, fail: { _ in }))
        }
    }
}
