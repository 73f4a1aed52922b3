/// Which processes belong to the commands of an executor that is gone. Pure: it is shown the process table, again and again.
///
/// A group's number is given away only when nobody is left in it. So a group stays ours as long as, from one look to the
/// next, somebody of it is still there; after that it is given up for good, whatever gets its number.
struct LeftBehind {
    private struct Member: Hashable {
        let pid: Int32
        let startedAt: Int64

        init(_ status: ProcessStatus) {
            pid = status.pid
            startedAt = status.startedAt.count
        }
    }

    private let record: ExecutorRecord
    /// Who was seen in each group; nil before the first look.
    private var groups: [Int32: Set<Member>]?

    init(_ record: ExecutorRecord) {
        self.record = record
    }

    /// Who has to end. A command that has ended by itself leaves nobody who has to.
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

    /// A command whose number was not yet on record is known by the executor's session and by its time.
    private func isCommand(_ status: ProcessStatus, _ entry: ExecutorRecord.Entry) -> Bool {
        guard entry.pid == nil else { return entry.matches(status) }
        return status.session == record.executor.pid && entry.started.contains(status.startedAt)
            && status.pid != status.session
    }
}
