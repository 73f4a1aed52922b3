import Formats
import Dispatch
import Glibc
import Values

/// The process that runs commands, without network, journal or secrets, and with few descriptors.
///
/// Foundation's `Process` walks over every descriptor of its process at each start: with 10,000 connections open it
/// starts 62 commands a second, with few 1,450. So the daemon, which holds connections, delegates its commands.
package enum Executor {
    /// The name that ps(1) shows.
    package static let processName = "hook-executor"

    /// Serves the daemon over standard input until that closes, then ends the running commands. Standard output is the
    /// file of its record.
    ///
    /// - Returns: the exit status.
    package static func serve() -> Int32 {
        leaveTerminal()
        let channel = MessageChannel(descriptor: STDIN_FILENO)
        // The daemon starts another executor and retries the refused runs there.
        let loop = CommandLoop(clock: .system, whenStuck: { exit(EX_TEMPFAIL) }, record: STDOUT_FILENO)
        let running = DispatchGroup()
        while let message = channel.receive() {
            switch message {
            case .start(let id, let invocation):
                running.enter()
                loop.submit(
                    .start(id, invocation, report: { report($0, of: id, on: channel) }) { result in
                        _ = channel.send(.finished(id, result))
                        running.leave()
                    })
            case .stop(let id, let patience):
                loop.submit(.stop(id, patience: patience))
            case .stopAll(let patience):
                loop.submit(.stopAll(patience: patience))
            case .mayRun(let uptime):
                loop.submit(.mayRun(until: .now + .milliseconds(uptime - Uptime.milliseconds)))
            case .started, .output, .finished:
                return 1
            }
        }
        loop.submit(.stopAll(patience: CommandLife.patience))
        running.wait()
        return 0
    }

    private static func report(_ event: CommandEvent, of id: UInt64, on channel: MessageChannel) {
        switch event {
        case .started(let pid): _ = channel.send(.started(id, pid: pid))
        case .output(let bytes): _ = channel.send(.output(id, bytes))
        }
    }

    /// Detaches from the terminal: commands get no controlling terminal, and signals that a terminal or a service
    /// manager sends to all processes do not end the executor. The daemon decides when it exits.
    private static func leaveTerminal() {
        // Foundation has made this process a group leader, and a leader cannot create a session: setsid(2).
        _ = setpgid(0, getpgid(getppid()))
        _ = setsid()
        // An empty handler, since commands would inherit an ignored signal.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { _ in } }
    }
}
