import Values
import Formats
import Glibc
import HTTP

/// Notifies systemd, or another service manager that set `NOTIFY_SOCKET`: sd_notify(3), without libsystemd.
///
/// Messages are sent in the order of the calls. A service manager that does not read blocks only this actor's own
/// thread.
actor ServiceManager {
    enum State: Sendable {
        /// The daemon accepts requests.
        case ready
        /// The configuration is being reloaded; `ready` follows.
        case reloading
        case stopping
        /// The daemon does not hang; due at each `watchdogInterval`.
        case watchdog
    }

    private let executor = QueueExecutor(label: "service manager")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private let socketPath: String?
    /// Half of the time-out of sd_watchdog_enabled(3); nil if there is none.
    nonisolated let watchdogInterval: Duration?

    /// - Parameter environment: may have `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
    init(environment: [String: String]) {
        socketPath = environment["NOTIFY_SOCKET"]
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap(Int64.init) ?? 0
        watchdogInterval = isMeant && microseconds > 0 ? .microseconds(microseconds / 2) : nil
    }

    /// Waits up to 5 seconds for a slow service manager, but not with `watchdog`, which is repeated soon. Errors are
    /// ignored.
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
