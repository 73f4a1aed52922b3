import Glibc

/// Removes secrets from the environment.
///
/// Unsafe pointers, because getenv(3) leads to the bytes that the kernel shows in /proc/PID/environ.
enum SecretVariable {
    /// Removes a variable, and clears its value in the memory that other processes of the user can read.
    static func remove(_ name: String) {
        if let value = getenv(name) { memset(value, 0, strlen(value)) }
        unsetenv(name)
    }
}
