import Values
import Synchronization

/// Writes elements in groups, each a transaction: all that arrive during one commit go into the next.
///
/// The wait for the disk, a fraction of a millisecond to many, is shared by everything of that moment. One group is
/// written in each block of the queue, so that another block waits for one group at most.
final class CommitQueue<Element: Sendable>: Sendable {
    private let line = Mutex(GroupLine<Element>())
    private let executor: QueueExecutor
    private let groupLength: @Sendable ([Element]) -> Int
    private let write: @Sendable ([Element], CommitQueue) -> Void

    /// - Parameters:
    ///   - executor: its queue; no other block may block it for long.
    ///   - groupLength: how many of the waiting elements go into the next group, at least one.
    ///   - write: writes a group on the queue, and answers the callers of its elements.
    init(
        on executor: QueueExecutor, groupLength: @escaping @Sendable ([Element]) -> Int,
        write: @escaping @Sendable ([Element], CommitQueue) -> Void
    ) {
        self.executor = executor
        self.groupLength = groupLength
        self.write = write
    }

    func add(_ element: Element) {
        if line.withLock({ $0.add(element) }) { scheduleTurn() }
    }

    /// How many elements wait.
    var waiting: Int { line.withLock { $0.count } }

    /// Writes everything added so far; on the queue only.
    func drain() {
        repeat { writeGroup() } while line.withLock { $0.endTurn() }
    }

    private func scheduleTurn() {
        executor.later {
            self.writeGroup()
            if self.line.withLock({ $0.endTurn() }) { self.scheduleTurn() }
        }
    }

    private func writeGroup() {
        let group = line.withLock { $0.takeGroup(groupLength) }
        if !group.isEmpty { write(group, self) }
    }
}
