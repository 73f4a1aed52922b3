import Dispatch
import Synchronization

/// A piece of writing that waits for its transaction.
struct WriteOperation: Sendable {
    /// Whether its caller is answered only when it is on disk; a claim need not be.
    let needsSync: Bool
    /// Does the writing, and returns what tells the caller how the commit went.
    let work: @Sendable (Database) throws(JournalError) -> @Sendable (JournalError?) -> Void
    /// Tells the caller that nothing was written.
    let fail: @Sendable (JournalError) -> Void
}

/// Writes operations in groups: all that arrive during one commit go into the next.
///
/// One fsync costs a fraction of a millisecond to many; this way its cost is shared by everything of that moment. A group
/// of claims alone is committed without one: SQLite's log is read in order after a crash, and the next commit with a sync
/// makes everything before it durable, too, so at worst a power loss forgets that a run was begun, and it is begun again.
///
/// Commits block, so they have a queue of their own, never a thread of the tasks.
final class GroupCommit: Sendable {
    /// How many operations go into one transaction at most, so that the first of them does not wait for long.
    private static let largestGroup = 1024

    private struct State {
        var waiting: [WriteOperation] = []
        var isWriting = false
    }

    private let state = Mutex(State())
    private let queue: DispatchQueue
    private let writer: Confined

    /// The database and what is known of it, used on the queue alone: that is what makes it sendable.
    private final class Confined: @unchecked Sendable {
        var database: Database?
        var syncs = true

        init(_ database: Database) {
            self.database = database
        }
    }

    init(_ database: Database) {
        queue = DispatchQueue(label: "journal")
        writer = Confined(database)
    }

    /// Adds an operation; its caller hears of it from the queue.
    func add(_ operation: WriteOperation) {
        let mustStart = state.withLock { state in
            state.waiting.append(operation)
            defer { state.isWriting = true }
            return !state.isWriting
        }
        if mustStart { queue.async { self.drain() } }
    }

    /// Returns when everything added so far is written, and the database is closed.
    func close() async {
        await withCheckedContinuation { continuation in
            queue.async {
                try? self.writer.database?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self.writer.database = nil
                continuation.resume()
            }
        }
    }

    private func drain() {
        while true {
            let group = state.withLock { state in
                let group = Array(state.waiting.prefix(Self.largestGroup))
                state.waiting.removeFirst(group.count)
                state.isWriting = !group.isEmpty
                return group
            }
            guard !group.isEmpty else { return }
            guard let database = writer.database else { preconditionFailure("the journal is closed") }
            do {
                for tell in try write(group, to: database) { tell(nil) }
            } catch {
                if database.isInTransaction { try? database.execute("ROLLBACK") }
                for operation in group { operation.fail(error) }
            }
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
        return callers
    }
}
