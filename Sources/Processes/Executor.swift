import Formats
import Dispatch
import Glibc
import Values

/// The process that runs commands, and knows nothing else: no network, no journal, no secrets, few descriptors.
///
/// Foundation's `Process` walks over every descriptor of its process at each start: with 10,000 connections open it
/// starts 62 commands a second, with few 1,450. So the daemon, which holds connections, has this one run its commands.
package enum Executor {
    /// What ps(1) shows of its command line.
    package static let processName = "hook-executor"

    /// Serves the daemon at the other end of standard input until that is gone, then ends what still runs. Standard output
    /// is the file of its record.
    ///
    /// - Returns: the exit status.
    package static func serve() -> Int32 {
        leaveTerminal()
        let channel = MessageChannel(descriptor: STDIN_FILENO)
        // The daemon starts another one, and the runs that wait are tried there.
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

    /// Commands get no controlling terminal, and nothing that a terminal or a service manager sends to everyone ends us:
    /// the daemon says when it is over.
    private static func leaveTerminal() {
        // Foundation has made us the leader of a group, and a leader cannot begin a session: setsid(2).
        _ = setpgid(0, getpgid(getppid()))
        _ = setsid()
        // A handler that does nothing, since a command would inherit an ignored signal.
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { _ in } }
    }
}
