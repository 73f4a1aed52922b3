import Values

/// Something to write in a transaction with others.
struct WriteOperation: Sendable {
    /// Whether its caller is answered only when it is on disk; a claim and an attempt's end need not be.
    let needsSync: Bool
    /// Writes, and returns the function that gets the outcome of the commit.
    let work: @Sendable (Database) throws(JournalError) -> @Sendable (JournalError?) -> Void
    /// Called instead, where nothing was written.
    let fail: @Sendable (JournalError) -> Void
}

/// Writes operations in groups, with one fsync a group.
///
/// A group of claims and ends of attempts is committed without one: that survives the end of the process, and at worst a
/// power loss forgets that a run was begun or done, and it is run again. SQLite's log is read in order after a crash, so
/// the next commit with a sync makes everything before it durable; if none comes of itself, one is made soon.
final class GroupCommit: Sendable {
    /// More would make the first operation of a group wait for long.
    private static let largestGroup = 1024
    /// How long a commit without a sync may stay the last one.
    private static let longestUnsynced: Duration = .milliseconds(100)

    private let writer: QueueActor<Writer>
    private let queue: CommitQueue<WriteOperation>

    /// `committed` gets the number of operations after each commit.
    init(
        _ database: sending Database, on executor: QueueExecutor = QueueExecutor(label: "journal"),
        committed: @escaping @Sendable (Int) -> Void
    ) {
        let writer = QueueActor(Writer(database), on: executor)
        self.writer = writer
        queue = CommitQueue(on: executor, groupLength: { min($0.count, Self.largestGroup) }) { group, queue in
            do throws(JournalError) {
                let written = try writer.assumeOnQueue { writer throws(JournalError) in try writer.write(group) }
                committed(group.count)
                if written.needsSyncSoon { Self.scheduleSync(of: writer, in: queue) }
                for tell in written.callers { tell(nil) }
            } catch {
                for operation in group { operation.fail(error) }
            }
        }
    }

    /// Its caller is answered on the queue.
    func add(_ operation: WriteOperation) { queue.add(operation) }

    /// The number that changes when another process has written: <https://www.sqlite.org/pragma.html#pragma_data_version>.
    func dataVersion() async throws(JournalError) -> Int64 {
        try await writer.perform { writer throws(JournalError) in try writer.dataVersion() }
    }

    /// Returns when everything added so far is written, and the database is closed.
    func close() async {
        try? await writer.perform { [queue] writer throws(JournalError) in
            queue.drain()
            writer.close()
        }
    }

    private static func scheduleSync(of writer: QueueActor<Writer>, in queue: CommitQueue<WriteOperation>) {
        writer.executor.later(after: longestUnsynced) {
            let isPending = try? writer.assumeOnQueue { writer throws(JournalError) in writer.pendingSync }
            guard isPending == true else { return }
            // If this write fails, so will the next operation, whose caller gets the error.
            queue.add(
                WriteOperation(
                    needsSync: true,
                    work: { database throws(JournalError) in
                        try database.execute(Schema.noOpWrite)
                        return { _ in }
                    }, fail: { _ in }))
        }
    }
}

extension GroupCommit {
    struct Written: Sendable {
        let callers: [@Sendable (JournalError?) -> Void]
        /// It is the first commit without a sync since the last one with.
        let needsSyncSoon: Bool
    }

    /// The database and the state of its durability.
    private final class Writer {
        private var database: Database?
        private var isSynchronous = true
        /// Whether something was committed without a sync since the last sync.
        private(set) var pendingSync = false

        init(_ database: sending Database) { self.database = database }

        /// Writes all operations of a group, or none.
        func write(_ group: [WriteOperation]) throws(JournalError) -> Written {
            guard let database else { throw .closed }
            do {
                let needsSync = group.contains { $0.needsSync }
                if needsSync != isSynchronous {
                    try database.execute("PRAGMA synchronous = \(needsSync ? "FULL" : "NORMAL")")
                    isSynchronous = needsSync
                }
                try database.execute("BEGIN IMMEDIATE")
                var callers: [@Sendable (JournalError?) -> Void] = []
                callers.reserveCapacity(group.count)
                for operation in group { callers.append(try operation.work(database)) }
                try database.execute("COMMIT")
                defer { pendingSync = !needsSync }
                return Written(callers: callers, needsSyncSoon: !needsSync && !pendingSync)
            } catch {
                database.rollback()
                throw error
            }
        }

        func dataVersion() throws(JournalError) -> Int64 {
            guard let database else { throw .closed }
            return try database.number("PRAGMA data_version")
        }

        func close() {
            try? database?.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            database = nil
        }
    }
}
