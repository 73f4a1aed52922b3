import Journals
import Values

/// Why a subcommand failed: the message for stderr, and the exit status.
struct Failure: Error, Sendable, Equatable {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ failure: Failure, adding words: String) {
        status = failure.status
        message = "\(failure.message); \(words)"
    }

    /// The exit status tells a script whether to try again.
    init(_ error: JournalError) {
        message = error.description
        status =
            switch error {
            case .full, .inUse: .tryAgain
            case .unavailable, .corrupt, .tooNew, .closed: .failure
            }
    }
}
