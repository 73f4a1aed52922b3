import Formats
import CLinux
import Foundation
import Values

/// One command under way. Lives on the command loop's thread.
final class RunningCommand {
    let invocation: CommandInvocation
    let spawned: Spawned
    let startedAt: Timestamp
    let report: @Sendable (CommandEvent) -> Void
    let finish: @Sendable (CommandResult) -> Void
    /// Where it is on the executor's record.
    let line: ExecutorRecorder.Line?
    var life: CommandLife

    private(set) var tail = OutputTail()
    private var written: Int
    private var openOutput: Int32?
    private var openInput: Int32?

    init(
        _ invocation: CommandInvocation, _ spawned: Spawned, life: CommandLife, startedAt: Timestamp,
        line: ExecutorRecorder.Line?,
        report: @escaping @Sendable (CommandEvent) -> Void, finish: @escaping @Sendable (CommandResult) -> Void
    ) {
        self.invocation = invocation
        self.spawned = spawned
        self.life = life
        self.startedAt = startedAt
        self.line = line
        self.report = report
        self.finish = finish
        written = spawned.written
        openOutput = spawned.output
        openInput = spawned.input
    }

    /// Takes some of what it has printed; true once there is no more to come.
    func readOutput(into buffer: inout [UInt8]) -> Bool {
        guard let descriptor = openOutput else { return false }
        // Several pieces at a time, so that much output costs few turns of the loop, but not so many that others wait.
        for _ in 0..<16 {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 { return errno != EAGAIN && errno != EINTR }
            if count == 0 { return true }
            let piece = Array(buffer[..<count])
            tail.append(piece)
            if invocation.streamsOutput { report(.output(piece)) }
        }
        return false
    }

    /// Gives it more of its input; a command that does not read it, or has gone, is not in error.
    func writeInput() {
        guard let descriptor = openInput else { return }
        written += Spawn.feed(descriptor, invocation.input[written...])
        if written == invocation.input.count { closeInput() }
    }

    func closeInput() {
        if let descriptor = openInput { close(descriptor) }
        openInput = nil
    }

    func closeOutput() {
        if let descriptor = openOutput { close(descriptor) }
        openOutput = nil
    }

    /// Its end: asked of the system, not of Foundation, whose handler waits for every process that has inherited its socket.
    /// Nil if Foundation has collected it first.
    func exit() -> Exit? {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(spawned.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
        let status = Int(info._sifields._sigchld.si_status)
        return info.si_code == Int32(CLD_EXITED) ? .status(status) : .signal(status)
    }

    /// Sends a signal to its whole group. It is not collected before `end`, so the number is not another group's.
    func signal(_ number: Int32) {
        kill(-spawned.pid, number)
    }

    /// Closes what is open, and tells how it ended.
    func end(_ exit: Exit, at moment: Timestamp) {
        closeInput()
        closeOutput()
        if let descriptor = spawned.exitDescriptor { close(descriptor) }
        // Foundation would start a thread to tell what is known by now. Until now its handler stays: where Foundation has
        // collected the command all the same, nothing else tells the end.
        if spawned.hold.isHolding { spawned.process.terminationHandler = nil }
        spawned.hold.letGo()
        finish(
            CommandResult(
                exit: exit, startedAt: startedAt, finishedAt: moment, output: tail.bytes,
                outputBytes: tail.totalBytes))
    }
}
