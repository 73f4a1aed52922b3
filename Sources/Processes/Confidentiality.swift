import CLinux
import Glibc

/// Hides this process's keys from other processes of the same user, above all from hooks.
///
/// Unsafe pointers, since the kernel shows the very memory that environ(7) pointed to at the start.
package enum Confidentiality {
    /// Empties /proc/PID/environ. Call it while the process has one thread.
    ///
    /// getenv(3) still finds every variable: libpq, libssl and Swift's runtime read them. A variable that a reload
    /// makes a secret was never visible either.
    package static func hideEnvironment() {
        forEachVariable { variable in
            guard let copy = strdup(variable) else { return }
            memset(variable, 0, strlen(variable))
            variable = copy
        }
    }

    /// No core dumps, no ptrace(2), and /proc/PID/{mem,fd,maps} belong to root: PR_SET_DUMPABLE in prctl(2).
    ///
    /// execve(2) resets it, so children are not affected. But they cannot open our /proc/PID/fd, which curl(1) needs.
    package static func refuseInspection() {
        _ = refuse_inspection()
    }

    /// Overwrites every variable, for a process that needs none of them any more.
    static func forgetEnvironment() {
        forEachVariable { memset($0, 0, strlen($0)) }
    }

    private static func forEachVariable(_ body: (inout UnsafeMutablePointer<CChar>) -> Void) {
        var position = 0
        while var variable = environ[position] {
            body(&variable)
            environ[position] = variable
            position += 1
        }
    }
}
