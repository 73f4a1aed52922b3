import Formats
import Glibc
import Testing
import Values

@testable import Processes

@Suite struct CommandLifeTests {
    let start = ContinuousClock.now

    private func life() -> CommandLife { CommandLife(timeout: .seconds(10), at: start) }

    @Test func `a command is finished once it has exited and its output has ended`() {
        var life = life()
        #expect(life.take(.outputEnded, at: start) == [])
        #expect(life.take(.exited(.status(3)), at: start) == [.finish(.status(3))])
        #expect(life.take(.tick, at: start + .seconds(100)) == [])
    }

    @Test func `output that another process keeps open is waited for, but not for long`() {
        var life = life()
        #expect(life.take(.exited(.status(0)), at: start) == [])
        #expect(life.deadline == start + CommandLife.outputGrace)
        #expect(life.take(.tick, at: start + .milliseconds(100)) == [])
        #expect(life.take(.tick, at: life.deadline) == [.finish(.status(0))])
    }

    @Test func `after its timeout a command gets SIGTERM, then SIGKILL, and its exit is a timeout`() {
        var life = life()
        #expect(life.take(.tick, at: start + .seconds(9)) == [])
        #expect(life.take(.tick, at: start + .seconds(10)) == [.signal(SIGTERM)])
        #expect(life.take(.tick, at: start + .seconds(14)) == [])
        #expect(life.take(.tick, at: start + .seconds(15)) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start + .seconds(15)) == [])
        #expect(
            life.take(.exited(.signal(9)), at: start + .seconds(15)) == [.signal(SIGKILL), .finish(.timedOut)])
    }

    @Test func `the rest of the group gets SIGKILL when a command has heeded SIGTERM`() {
        var life = life()
        #expect(life.take(.stop(patience: .seconds(5)), at: start) == [.signal(SIGTERM)])
        #expect(life.take(.exited(.signal(15)), at: start) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start) == [.finish(.interrupted)])
    }

    @Test func `without patience a command gets SIGKILL at once, even after SIGTERM`() {
        var first = life()
        #expect(first.take(.stop(patience: .zero), at: start) == [.signal(SIGKILL)])
        var second = life()
        #expect(second.take(.stop(patience: .seconds(5)), at: start) == [.signal(SIGTERM)])
        #expect(second.take(.stop(patience: .zero), at: start) == [.signal(SIGKILL)])
        #expect(second.take(.stop(patience: .zero), at: start) == [])
    }

    @Test func `a silent command is ended, and each line of output restarts the silence`() {
        var life = CommandLife(timeout: .seconds(10), silence: .seconds(3), at: start)
        #expect(life.take(.tick, at: start + .seconds(2)) == [])
        #expect(life.take(.printed, at: start + .seconds(2)) == [])
        #expect(life.take(.tick, at: start + .seconds(4)) == [])
        #expect(life.deadline == start + .seconds(5))
        #expect(life.take(.tick, at: start + .seconds(5)) == [.signal(SIGTERM)])
        #expect(life.take(.printed, at: start + .seconds(5)) == [])
        #expect(life.take(.exited(.signal(15)), at: start + .seconds(5)) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start + .seconds(5)) == [.finish(.silent)])
        var talker = CommandLife(timeout: .seconds(10), silence: .seconds(3), at: start)
        for second in 1...9 { #expect(talker.take(.printed, at: start + .seconds(second)) == []) }
        #expect(talker.take(.tick, at: start + .seconds(10)) == [.signal(SIGTERM)])
        #expect(talker.take(.exited(.signal(15)), at: start + .seconds(10)) == [.signal(SIGKILL)])
        #expect(talker.take(.outputEnded, at: start + .seconds(10)) == [.finish(.timedOut)])
    }

    @Test func `a timeout that became a stop stays a timeout`() {
        var life = life()
        #expect(life.take(.tick, at: start + .seconds(10)) == [.signal(SIGTERM)])
        #expect(life.take(.stop(patience: .seconds(1)), at: start + .seconds(10)) == [])
        #expect(life.take(.tick, at: start + .seconds(11)) == [.signal(SIGKILL)])
        #expect(life.take(.exited(.signal(9)), at: start + .seconds(11)) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start + .seconds(11)) == [.finish(.timedOut)])
    }
}
