import Formats
import Glibc
import Values

/// Ends what an executor that is gone, or whose daemon is gone, has left running.
struct Leftovers {
    /// How many processes were told to end.
    private(set) var ended = 0
    /// How many of these are still there.
    private(set) var remaining = 0

    /// Returns when no command on the record runs any more, or when nothing more can be done.
    ///
    /// - Parameter read: reads the record. An executor that lives ends its commands by itself, and strikes them out.
    /// - Returns: how it went.
    static func end(_ read: () -> ExecutorRecord?) -> Leftovers {
        var leftovers = Leftovers()
        guard let record = read(), !record.boot.isEmpty, record.boot == SystemBoot.id else { return leftovers }
        waitForExecutor(record.executor)
        leftovers.end(LeftBehind(read() ?? record))
        return leftovers
    }

    /// Its daemon is gone, or has given it up: it ends its commands, and then itself.
    private static func waitForExecutor(_ executor: ExecutorRecord.Entry) {
        guard let pid = executor.pid, let status = ProcessStatus.of(pid), executor.matches(status), !status.isZombie,
            let handle = ProcessHandle(status)
        else { return }
        // One that was stopped has not noticed.
        handle.signal(SIGCONT)
        ProcessHandle.waitForAny(of: [handle], atMost: CommandLife.patience + .seconds(2))
        handle.signal(SIGKILL)
        ProcessHandle.waitForAny(of: [handle], atMost: .seconds(1))
    }

    private mutating func end(_ commands: LeftBehind) {
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
                // Somebody who has just gone cannot be waited for, but looked for again.
                let pause = handles.isEmpty ? .milliseconds(10) : deadline - .now
                ProcessHandle.waitForAny(of: handles.map(\.1), atMost: pause)
            } while .now < deadline
        }
        remaining = commands.members(in: ProcessStatus.all).count
    }
}
