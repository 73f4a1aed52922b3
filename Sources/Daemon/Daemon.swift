import HTTP
import Journals
public import Processes
public import Reporting
import Scheduling
public import Values

/// The daemon: builds everything from a configuration, and knows the order of start and stop.
///
/// Start: journal, executor, scheduler, listeners, "ready". Stop: listeners, open requests, claims, commands, journal. So
/// there is never a request without a journal to take it, nor a command without a journal to note its end.
public struct Daemon: Sendable {
    private let configuration: Configuration
    private let commands: any CommandRunner
    private let log: Log
    private let clock: WallClock
    private let manager: ServiceManager

    /// Puts a daemon together; nothing happens before `run`.
    ///
    /// - Parameters:
    ///   - configuration: complete, with at least one listener.
    ///   - commands: what runs commands.
    ///   - environment: the daemon's own, for what commands inherit and for the service manager.
    ///   - log: where it reports.
    ///   - clock: the time of day.
    public init(
        _ configuration: Configuration, commands: any CommandRunner, environment: [String: String], log: Log,
        clock: WallClock = .system
    ) {
        self.configuration = configuration
        self.commands = commands
        self.log = log
        self.clock = clock
        manager = ServiceManager(socketPath: environment["NOTIFY_SOCKET"])
    }
}
