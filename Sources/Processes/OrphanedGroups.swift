/// Finds the processes of a lost executor's commands in successive snapshots of the process table. Pure.
///
/// The number of a process group is reused only after its last member has exited. So a group stays ours as long as one
/// member survives from one snapshot to the next. After that it is dropped, whatever gets its number.
struct OrphanedGroups {
    private struct Member: Hashable {
        let pid: Int32
        let startedAt: Int64

        init(_ status: ProcessStatus) {
            pid = status.pid
            startedAt = status.startedAt.count
        }
    }

    private let record: ExecutorRecord
    /// The members seen in each group; nil before the first snapshot.
    private var groups: [Int32: Set<Member>]?

    init(_ record: ExecutorRecord) {
        self.record = record
    }

    /// The processes to end. The background processes of a command that had exited before are kept.
    mutating func members(in table: [ProcessStatus]) -> [ProcessStatus] {
        let known = groups ?? leaders(in: table)
        let present = Dictionary(grouping: table.filter { known[$0.group] != nil }, by: \.group)
        let ours = present.filter { group, statuses in
            statuses.contains { known[group]?.contains(Member($0)) == true }
        }
        groups = ours.mapValues { Set($0.map(Member.init)) }
        return ours.values.flatMap { $0 }.filter { !$0.isZombie }
    }

    private func leaders(in table: [ProcessStatus]) -> [Int32: Set<Member>] {
        var groups: [Int32: Set<Member>] = [:]
        for status in table where status.pid == status.group {
            guard record.commands.contains(where: { isCommand(status, $0) }) else { continue }
            groups[status.group] = [Member(status)]
        }
        return groups
    }

    /// A command whose pid was not recorded yet is identified by the executor's session and its time of start.
    private func isCommand(_ status: ProcessStatus, _ entry: ExecutorRecord.Entry) -> Bool {
        guard entry.pid == nil else { return entry.matches(status) }
        return status.session == record.executor.pid && entry.started.contains(status.startedAt)
            && status.pid != status.session
    }
}
