import Glibc

/// The name under which ps(1) and top(1) show this process: one that was started by way of /proc/self/exe is called `exe`.
public enum ProcessName {
    /// Gives it another name, of which the system keeps 15 bytes: proc(5), /proc/pid/comm. Where that cannot be done, the
    /// name stays: it is for people, and nothing depends on it.
    public static func set(_ name: String) {
        let descriptor = open("/proc/self/comm", O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(name.utf8)
        _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    }
}
