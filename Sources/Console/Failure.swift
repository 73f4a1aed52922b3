import Journals
import Values

/// Why a subcommand could not do its work: the message for stderr, and the exit status.
struct Failure: Error, Sendable, Equatable {
    let status: ExitStatus
    let message: String

    init(_ status: ExitStatus, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The same, with something more to say.
    init(_ failure: Failure, adding words: String) {
        status = failure.status
        message = "\(failure.message); \(words)"
    }

    /// A journal's error, with the status that tells a script whether to try again.
    init(_ error: JournalError) {
        message = error.description
        status =
            switch error {
            case .full, .inUse: .tryAgain
            case .unavailable, .corrupt, .tooNew, .closed: .failure
            }
    }
}
