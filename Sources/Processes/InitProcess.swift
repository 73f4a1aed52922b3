import CLinux
import Glibc

/// The duties of process 1 in a container: reap orphans and forward signals.
///
/// The daemon itself cannot. Foundation's `Process` waits for its own children, and a wait for any child in the same
/// process would take their exit status away. So process 1 starts the program again as its only child, and keeps to
/// this. Call it before the process has a second thread. Unsafe pointers, since posix_spawn(3) wants C strings.
package enum InitProcess {
    package static var isNeeded: Bool { getpid() == 1 }

    private static let forwarded = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    /// Runs `executable` with `arguments` to its end.
    ///
    /// - Returns: its exit status, or 128 plus the number of the signal that ended it, as in a shell.
    package static func run(_ executable: String, _ arguments: [String]) -> Int32 {
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in forwarded + [SIGCHLD] { sigaddset(&signals, number) }
        sigprocmask(SIG_SETMASK, &signals, nil)
        guard let child = start(executable, arguments) else { return 1 }
        Confidentiality.forgetEnvironment()
        while true {
            var information = siginfo_t()
            let number = sigwaitinfo(&signals, &information)
            if forwarded.contains(number) { kill(child, number) }
            if let status = collect(child) { return status }
        }
    }

    /// Starts the child in its own process group, so that it gets a terminal's signals once, from here.
    private static func start(_ executable: String, _ arguments: [String]) -> pid_t? {
        var attributes = posix_spawnattr_t()
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { words.forEach { free($0) } }
        var child: pid_t = 0
        let result = posix_spawn(&child, executable, nil, &attributes, &words, environ)
        guard result == 0 else {
            let message = "cannot start \(executable): \(String(cString: strerror(result)).lowercased())\n"
            _ = write(STDERR_FILENO, message, message.utf8.count)
            return nil
        }
        return child
    }

    /// Reaps all processes that have exited; returns the exit status if the child is among them.
    private static func collect(_ child: pid_t) -> Int32? {
        var status: Int32 = 0
        var result: Int32?
        while case let pid = waitpid(-1, &status, WNOHANG), pid > 0 {
            // wait(2): the low seven bits are the signal, the second byte the exit status.
            if pid == child { result = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F }
        }
        return result
    }
}
