import CLinux
import Glibc

/// What process 1 of a container has to do: collect whoever is left without a parent, and pass signals on.
///
/// The daemon itself cannot: Foundation's `Process` waits for its own children, and a wait for "any child" in the same
/// process takes their exit status away. So process 1 starts the program once more as its one child, and stays this.
/// To be called before the process has a second thread. Unsafe pointers, since posix_spawn(3) wants C strings.
package enum InitProcess {
    /// Whether this process has those duties.
    package static var isNeeded: Bool { getpid() == 1 }

    /// What is passed on.
    private static let forwarded = [SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2]

    /// Runs `arguments` with `executable` until that ends.
    ///
    /// - Returns: its exit status, or 128 and the number of the signal that ended it, as a shell has it.
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

    /// Starts the child in a process group of its own: what a terminal sends reaches it once, from here.
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

    /// Collects everybody who has ended; the exit status if the child is among them.
    private static func collect(_ child: pid_t) -> Int32? {
        var status: Int32 = 0
        var result: Int32?
        while case let pid = waitpid(-1, &status, WNOHANG), pid > 0 {
            // wait(2): the low seven bits are the signal, the second byte is the exit status.
            if pid == child { result = status & 0x7F == 0 ? status >> 8 & 0xFF : 128 + status & 0x7F }
        }
        return result
    }
}
