import Formats
import Values

/// Whether a daemon runs, and what it says of itself.
enum DaemonStatus: Sendable, Equatable {
    /// Nobody has the journal, or is at the admin address.
    case absent
    /// A shared journal does not tell, and there was nobody to ask, for this reason.
    case unseen(String)
    /// It runs; `process` is its number, if that can be seen from here.
    case running(process: Int32?, Readiness)

    /// Whether requests may be sent to it.
    enum Readiness: Sendable, Equatable {
        /// There is nowhere to ask.
        case unknown
        /// They may.
        case ready
        /// They may not, for these reasons.
        case unready([JSONValue])
        /// It could not be asked, for this reason; nothing that can be seen from outside speaks against it.
        case notAsked(String)
        /// It runs, but did not say anything that could be understood.
        case silent
    }

    /// Whether a health check may be content.
    var isWell: Bool {
        switch self {
        case .running(_, .unknown), .running(_, .ready), .running(_, .notAsked): true
        case .absent, .unseen, .running(_, .unready), .running(_, .silent): false
        }
    }
}

extension DaemonStatus.Readiness {
    /// What an answer of `/readyz` says; nil is no answer.
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
