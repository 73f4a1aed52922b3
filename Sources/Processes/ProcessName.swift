import CLinux

/// The name of this process in ps(1) and top(1): a process started through /proc/self/exe would be called `exe`.
package enum ProcessName {
    /// Sets the name of the calling thread; the system keeps 15 bytes. The main thread's name is that of the process,
    /// and threads inherit it.
    package static func set(_ name: String) {
        _ = name_calling_thread(name)
    }
}
