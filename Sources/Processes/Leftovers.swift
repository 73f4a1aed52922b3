import Formats
import Glibc
import Values

/// Ends the commands of an executor that is lost, or whose daemon is.
struct Leftovers {
    /// Processes that were told to end.
    private(set) var ended = 0
    /// Those of them that are still running.
    private(set) var remaining = 0

    /// Returns when no recorded command runs any more, or when its processes survive even SIGKILL.
    ///
    /// - Parameter read: reads the record. A living executor ends its commands itself and removes their lines.
    /// - Returns: the counts.
    static func end(_ read: () -> ExecutorRecord?) -> Leftovers {
        var leftovers = Leftovers()
        guard let record = read(), !record.boot.isEmpty, record.boot == SystemBoot.id else { return leftovers }
        waitForExecutor(record.executor)
        leftovers.end(OrphanedGroups(read() ?? record))
        return leftovers
    }

    /// Without its daemon the executor ends its commands, and then exits.
    private static func waitForExecutor(_ executor: ExecutorRecord.Entry) {
        guard let pid = executor.pid, let status = ProcessStatus.of(pid), executor.matches(status), !status.isZombie,
            let handle = ProcessHandle(status)
        else { return }
        // A stopped executor has not noticed.
        handle.signal(SIGCONT)
        ProcessHandle.waitForAny(of: [handle], atMost: CommandLife.patience + .seconds(2))
        handle.signal(SIGKILL)
        ProcessHandle.waitForAny(of: [handle], atMost: .seconds(1))
    }

    private mutating func end(_ commands: OrphanedGroups) {
        var commands = commands
        for (signal, patience) in [(SIGTERM, CommandLife.patience), (SIGKILL, .seconds(2))] {
            let deadline = ContinuousClock.now + patience
            var told: [ProcessStatus] = []
            repeat {
                let members = commands.members(in: ProcessStatus.all)
                remaining = members.count
                if members.isEmpty { return }
                let handles = members.compactMap { status in ProcessHandle(status).map { (status, $0) } }
                for (status, handle) in handles where !told.contains(status) {
                    handle.signal(signal)
                    told.append(status)
                }
                ended = max(ended, told.count)
                // Processes that have just exited have no handle to wait for: look again.
                let pause = handles.isEmpty ? .milliseconds(10) : deadline - .now
                ProcessHandle.waitForAny(of: handles.map(\.1), atMost: pause)
            } while .now < deadline
        }
        remaining = commands.members(in: ProcessStatus.all).count
    }
}
