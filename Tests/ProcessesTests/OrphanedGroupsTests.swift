import Testing

@testable import Processes

/// The processes that a daemon ends after the loss of an executor, by made-up process tables.
@Suite struct OrphanedGroupsTests {
    private static let executor: Int32 = 100

    private func process(
        _ pid: Int32, group: Int32? = nil, session: Int32 = executor, started: Int64, isZombie: Bool = false
    ) -> ProcessStatus {
        ProcessStatus(
            pid: pid, group: group ?? pid, session: session, isZombie: isZombie, startedAt: SystemTicks(count: started))
    }

    private func orphans(_ commands: (pid: Int32?, started: ClosedRange<Int64>)...) -> OrphanedGroups {
        func ticks(_ range: ClosedRange<Int64>) -> ClosedRange<SystemTicks> {
            SystemTicks(count: range.lowerBound)...SystemTicks(count: range.upperBound)
        }
        return OrphanedGroups(
            ExecutorRecord(
                boot: "b", executor: .init(pid: Self.executor, started: ticks(10...10)),
                commands: commands.map { .init(pid: $0.pid, started: ticks($0.started)) }))
    }

    @Test func `a command is ended with its whole group, and no other process`() {
        var left = orphans((pid: 200, started: 50...51))
        let command = process(200, started: 51)
        let child = process(201, group: 200, started: 60)
        #expect(
            left.members(in: [command, child, process(300, started: 51), process(1, session: 1, started: 0)])
                == [command, child])
    }

    @Test func `a process that got a command's pid before the first snapshot is kept`() {
        var left = orphans((pid: 200, started: 50...51))
        #expect(left.members(in: [process(200, started: 52), process(201, group: 200, started: 60)]).isEmpty)
    }

    @Test func `a process that gets a command's pid between two snapshots is kept`() {
        var left = orphans((pid: 200, started: 50...50), (pid: 300, started: 50...50))
        let stubborn = process(300, started: 50)
        #expect(left.members(in: [process(200, started: 50), stubborn]).count == 2)
        let stranger = process(200, session: 200, started: 90)
        #expect(left.members(in: [stranger, stubborn]) == [stubborn])
        // Dropped, even if a process with the old identity came back.
        #expect(left.members(in: [process(200, started: 50), stubborn]) == [stubborn])
    }

    @Test func `the rest of a group is ended after its leader's exit`() {
        var left = orphans((pid: 200, started: 50...50))
        let child = process(201, group: 200, started: 60)
        #expect(left.members(in: [process(200, started: 50), child]).count == 2)
        #expect(left.members(in: [process(200, started: 50, isZombie: true), child]) == [child])
        #expect(left.members(in: [child, process(202, group: 200, started: 70)]).count == 2)
        #expect(left.members(in: [process(202, group: 200, started: 70)]).count == 1)
        #expect(left.members(in: []).isEmpty)
    }

    @Test func `background processes of a command that had exited before are kept`() {
        var left = orphans((pid: 200, started: 50...50))
        #expect(left.members(in: [process(201, group: 200, started: 60)]).isEmpty)
    }

    @Test func `a command whose start was in progress is identified by the executor's session and its time`() {
        var left = orphans((pid: nil, started: 50...60))
        let command = process(200, started: 55)
        let others = [
            process(201, session: 7, started: 55), process(202, started: 49), process(203, started: 61),
            process(204, group: 203, started: 55), process(Self.executor, started: 55),
        ]
        #expect(left.members(in: others + [command]) == [command])
    }
}
