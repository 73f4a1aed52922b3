import Glibc

/// A variable of the environment that held a secret.
///
/// Unsafe pointers, because getenv(3) leads to the bytes that the kernel shows in /proc/PID/environ.
enum SecretVariable {
    /// Takes it out of the environment, and its value out of the memory that other processes of the user can read.
    static func remove(_ name: String) {
        if let value = getenv(name) { memset(value, 0, strlen(value)) }
        unsetenv(name)
    }
}
