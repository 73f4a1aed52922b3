import Glibc
import HTTP

/// Tells systemd, or whoever set `NOTIFY_SOCKET`, how the daemon is: sd_notify(3), without libsystemd.
struct ServiceManager: Sendable {
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

    private let socketPath: String?
    /// How often `watchdog` is to be said; nil if nobody waits for it: sd_watchdog_enabled(3).
    let watchdogInterval: Duration?

    /// - Parameter environment: of the process: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID` count.
    init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdogInterval = isMeant && microseconds > 0 ? .microseconds(microseconds / 2) : nil
    }

    /// Says it. A service manager that does not listen is not our failure; one that is behind with reading is waited
    /// for with all but `watchdog`, which is said again soon.
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
