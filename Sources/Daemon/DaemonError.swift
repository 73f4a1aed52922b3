import HTTP
package import Journals

/// Why the daemon could not start.
package enum DaemonError: Error, Sendable {
    /// The journal cannot be opened or written.
    case journal(JournalError)
    /// A listener could not be opened, for this reason, in one line.
    case listen(String)

    /// Whether a later start may succeed: another daemon has the journal, or the disk is full.
    package var isTemporary: Bool {
        switch self {
        case .journal(.inUse), .journal(.full): true
        case .journal, .listen: false
        }
    }
}

extension DaemonError: CustomStringConvertible {
    /// What is wrong, where, and how to fix it.
    package var description: String {
        switch self {
        case .journal(let error): error.description
        case .listen(let text): text
        }
    }
}
