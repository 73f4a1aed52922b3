import CLinux

/// The name under which ps(1) and top(1) show this process: one that was started by way of /proc/self/exe is called `exe`.
package enum ProcessName {
    /// Sets the name of the calling thread, of which the system keeps 15 bytes. The main thread's is that of the process;
    /// threads inherit it.
    package static func set(_ name: String) {
        _ = name_calling_thread(name)
    }
}
