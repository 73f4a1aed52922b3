import Formats
import CLinux
import Foundation
import Values

/// A running command. Confined to the command loop's thread.
final class RunningCommand {
    let invocation: CommandInvocation
    let spawned: Spawned
    let startedAt: Timestamp
    let report: @Sendable (CommandEvent) -> Void
    let finish: @Sendable (CommandResult) -> Void
    /// Its line in the executor's record.
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

    /// Reads some of its output; true at the end of file.
    func readOutput(into buffer: inout [UInt8]) -> Bool {
        guard let descriptor = openOutput else { return false }
        // Several reads at a time, so that much output costs few turns of the loop, but not enough that other commands
        // wait.
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

    /// Writes more of its input. A command that does not read it, or has exited, is not an error.
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

    /// Its exit, from the system: Foundation's handler waits for every process that has inherited its socket. Nil if
    /// Foundation has reaped it first.
    func exit() -> Exit? {
        var info = siginfo_t()
        guard waitid(P_PID, id_t(spawned.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 else { return nil }
        let status = Int(info._sifields._sigchld.si_status)
        return info.si_code == Int32(CLD_EXITED) ? .status(status) : .signal(status)
    }

    /// Signals its process group. It is not reaped before `end`, so the number is not reused.
    func signal(_ number: Int32) {
        kill(-spawned.pid, number)
    }

    /// Closes its descriptors and reports its end.
    func end(_ exit: Exit, at moment: Timestamp) {
        closeInput()
        closeOutput()
        if let descriptor = spawned.exitDescriptor { close(descriptor) }
        // Saves the thread that Foundation would start for the handler. The handler had to stay until now: if
        // Foundation has reaped the command despite the hold, only the handler reports the exit.
        if spawned.hold.isHolding { spawned.process.terminationHandler = nil }
        spawned.hold.release()
        finish(
            CommandResult(
                exit: exit, startedAt: startedAt, finishedAt: moment, output: tail.bytes,
                outputBytes: tail.totalBytes))
    }
}
