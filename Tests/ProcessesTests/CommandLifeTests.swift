import Formats
import Glibc
import Testing
import Values

@testable import Processes

@Suite struct CommandLifeTests {
    let start = ContinuousClock.now

    private func life() -> CommandLife { CommandLife(timeout: .seconds(10), at: start) }

    @Test func `a command that ends, and whose output has ended, is over`() {
        var life = life()
        #expect(life.take(.outputEnded, at: start) == [])
        #expect(life.take(.exited(.status(3)), at: start) == [.finish(.status(3))])
        #expect(life.take(.tick, at: start + .seconds(100)) == [])
    }

    @Test func `output that somebody holds open is waited for, but not for long`() {
        var life = life()
        #expect(life.take(.exited(.status(0)), at: start) == [])
        #expect(life.deadline == start + CommandLife.outputGrace)
        #expect(life.take(.tick, at: start + .milliseconds(100)) == [])
        #expect(life.take(.tick, at: life.deadline) == [.finish(.status(0))])
    }

    @Test func `its time over, it gets SIGTERM, then SIGKILL, and its end is a timeout`() {
        var life = life()
        #expect(life.take(.tick, at: start + .seconds(9)) == [])
        #expect(life.take(.tick, at: start + .seconds(10)) == [.signal(SIGTERM)])
        #expect(life.take(.tick, at: start + .seconds(14)) == [])
        #expect(life.take(.tick, at: start + .seconds(15)) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start + .seconds(15)) == [])
        #expect(
            life.take(.exited(.signal(9)), at: start + .seconds(15)) == [.signal(SIGKILL), .finish(.timedOut)])
    }

    @Test func `one that heeds SIGTERM leaves nobody of its group behind`() {
        var life = life()
        #expect(life.take(.stop(patience: .seconds(5)), at: start) == [.signal(SIGTERM)])
        #expect(life.take(.exited(.signal(15)), at: start) == [.signal(SIGKILL)])
        #expect(life.take(.outputEnded, at: start) == [.finish(.interrupted)])
    }

    @Test func `without patience a command gets SIGKILL at once, also after SIGTERM`() {
        var first = life()
        #expect(first.take(.stop(patience: .zero), at: start) == [.signal(SIGKILL)])
        var second = life()
        #expect(second.take(.stop(patience: .seconds(5)), at: start) == [.signal(SIGTERM)])
        #expect(second.take(.stop(patience: .zero), at: start) == [.signal(SIGKILL)])
        #expect(second.take(.stop(patience: .zero), at: start) == [])
    }

    @Test func `one that prints nothing for too long is ended, and each line gives it time`() {
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
