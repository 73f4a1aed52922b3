/// Why the journal could not take or give a delivery.
package enum JournalError: Error, Sendable, Equatable {
    /// No space, or over quota. Nothing was written; the client is asked to retry.
    case full(path: String)
    /// It cannot be used: rights, a missing directory, a device that fails.
    case unavailable(path: String, reason: String)
    /// Another daemon has it.
    case inUse(path: String)
    /// It is damaged. The daemon does not start, and deletes nothing.
    case corrupt(path: String, detail: String)
    /// A newer version of this program wrote it.
    case tooNew(path: String, version: Int)
    /// It has been closed: the daemon is shutting down.
    case closed
}

extension JournalError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .full(let path):
            """
            cannot write to the journal \(path): no space left on device
            free some space, or shorten 'keep' in hookrunner.conf; deliveries are refused with 503 until then
            """
        case .unavailable(let path, let reason):
            "cannot use the journal \(path): \(reason)"
        case .inUse(let path):
            """
            the journal \(path) is in use by another daemon
            stop that one first, or name another directory with 'journal' in hookrunner.conf
            """
        case .corrupt(let path, let detail):
            """
            the journal \(path) is damaged: \(detail)
            nothing was changed; move the directory away to start afresh, or recover it with \
            'sqlite3 \(path) .recover'
            """
        case .tooNew(let path, let version):
            """
            the journal \(path) was written by a newer hookrunner (its schema is version \(version))
            install that version again, or name another directory with 'journal' in hookrunner.conf
            """
        case .closed:
            "the journal is closed"
        }
    }
}
