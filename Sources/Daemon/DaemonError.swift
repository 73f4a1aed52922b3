import HTTP
package import Journals

/// Why the daemon could not start.
package enum DaemonError: Error, Sendable {
    /// It has no journal to write to.
    case journal(JournalError)
    /// It cannot listen; the text is one line.
    case listen(String)

    /// Whether another try, later, may go better: another daemon has the journal, or the disk is full.
    package var isTemporary: Bool {
        switch self {
        case .journal(.inUse), .journal(.full): true
        case .journal, .listen: false
        }
    }
}

extension DaemonError: CustomStringConvertible {
    /// What is wrong, where, and what to do.
    package var description: String {
        switch self {
        case .journal(let error): error.description
        case .listen(let text): text
        }
    }
}
