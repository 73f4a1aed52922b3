import Formats
import Glibc
import HTTP

/// Tells systemd, or another service manager that set `NOTIFY_SOCKET`, how the daemon is: sd_notify(3), without libsystemd.
///
/// Messages go out in the order of the calls. A service manager that does not read blocks a thread of this actor's own.
actor ServiceManager {
    /// What there is to say.
    enum State: Sendable {
        /// Requests are taken in.
        case ready
        /// The configuration is being read anew; `ready` follows.
        case reloading
        /// The end has begun.
        case stopping
        /// Nothing hangs.
        case watchdog
    }

    private let executor = QueueExecutor("service manager")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let socketPath: String?
    /// How often `watchdog` is expected; nil if it is not: sd_watchdog_enabled(3).
    nonisolated let watchdogInterval: Duration?

    /// - Parameter environment: of the process: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` count.
    init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdogInterval = isMeant && microseconds > 0 ? .microseconds(microseconds / 2) : nil
    }

    /// Says it. A service manager that does not listen is not our failure. One that is behind with reading is waited for,
    /// for up to 5 seconds; not with `watchdog`, which is said again soon.
    func notify(_ state: State) {
        guard let socketPath else { return }
        let patience = if case .watchdog = state { 0 } else { 5 }
        DatagramSocket.send(Array(state.message.utf8), to: socketPath, patience: patience)
    }
}

extension ServiceManager.State {
    fileprivate var message: String {
        switch self {
        case .ready: "READY=1"
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(Self.monotonicMicroseconds)"
        case .stopping: "STOPPING=1"
        case .watchdog: "WATCHDOG=1"
        }
    }

    private static var monotonicMicroseconds: Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1000
    }
}
