import Formats
import Glibc
import Testing

@testable import Processes

@Suite struct ProcessStatusTests {
    private static let rest = " 1 42 43 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 98765 2543616 0"

    @Test(arguments: ["sh", "a b", "x) S 9 9 9 (", "((", ""])
    func `a program's name cannot forge a field`(name: String) {
        #expect(
            ProcessStatus("41 (\(name)) S\(Self.rest)\n")
                == ProcessStatus(pid: 41, group: 42, session: 43, startedAt: SystemTicks(count: 98765)))
    }

    @Test func `a zombie is distinguished from a running process`() {
        #expect(ProcessStatus("41 (sh) Z\(Self.rest)")?.isZombie == true)
        #expect(ProcessStatus("41 (sh) S\(Self.rest)")?.isZombie == false)
    }

    @Test(arguments: ["", "41 (sh", "41 (sh) S 1 2", "x (sh) S 1 42 43 0"])
    func `a truncated line is not a status`(line: String) {
        #expect(ProcessStatus(line) == nil)
    }

    @Test func `this process is found, and was started before now`() throws {
        let own = try #require(ProcessStatus.of(getpid()))
        #expect(own.pid == getpid() && own.group == getpgrp() && own.session == getsid(0))
        #expect(own.startedAt <= .now && own.startedAt > SystemTicks(count: 0))
        #expect(ProcessStatus.all.contains { $0.pid == own.pid && $0.startedAt == own.startedAt })
    }
}
