import Formats
import Values

/// Whether the daemon is running, and ready.
enum DaemonStatus: Sendable, Equatable {
    /// No process holds the journal or answers at the admin address.
    case absent
    /// Unknown: the journal is shared and, for this reason, the daemon could not be asked.
    case unseen(String)
    /// `process` is nil if the process is not visible from here.
    case running(process: Int32?, Readiness)

    enum Readiness: Sendable, Equatable {
        /// There is no admin address to ask.
        case unknown
        case ready
        case unready([JSONValue])
        /// It could not be asked, for this reason; as far as visible from outside, it is ready.
        case notAsked(String)
        /// It gave no valid answer.
        case silent
    }

    /// Whether a health check passes.
    var isWell: Bool {
        switch self {
        case .running(_, .unknown), .running(_, .ready), .running(_, .notAsked): true
        case .absent, .unseen, .running(_, .unready), .running(_, .silent): false
        }
    }
}

extension DaemonStatus.Readiness {
    /// Interprets an answer of `/readyz`.
    init(status: Int?, body: [UInt8]) {
        switch status {
        case 200: self = .ready
        case 503:
            guard case .array(let reasons)? = (try? JSONReader.value(in: body))?["reasons"] else {
                self = .silent
                return
            }
            self = .unready(reasons)
        default: self = .silent
        }
    }
}
