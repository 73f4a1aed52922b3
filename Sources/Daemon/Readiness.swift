package import Formats
import HTTP
package import Journals
import Values

/// Whether the daemon is ready for requests, as `/readyz` reports it. Pure.
package struct Readiness: Sendable, Equatable {
    /// A reason why it is not ready.
    enum Obstacle: Sendable, Equatable {
        /// The daemon is shutting down.
        case draining
        /// The journal cannot be written or read, for this reason.
        case journalFailed(String)
        /// A run is late by `lag`; `limit` is `ready-max-lag`.
        case runsLate(lag: Duration, limit: Duration)
    }

    /// Empty if it is ready.
    private(set) var obstacles: [Obstacle] = []

    /// - Parameters:
    ///   - isDraining: whether the daemon is shutting down.
    ///   - journalError: why the journal could not be written or read.
    ///   - lag: how late the most overdue run is.
    ///   - limit: `ready-max-lag`.
    package init(isDraining: Bool, journalError: JournalError?, lag: Duration?, limit: Duration?) {
        if isDraining { obstacles.append(.draining) }
        if let journalError { obstacles.append(.journalFailed(journalError.description)) }
        if let lag, let limit, lag > limit { obstacles.append(.runsLate(lag: lag, limit: limit)) }
    }

    /// The obstacles, each as an object with a stable `name` for programs and a `text` for people.
    package var reasons: [JSONValue] { obstacles.map(\.json) }

    /// 200, or 503 with the reasons.
    var response: HTTPResponse {
        let isReady = obstacles.isEmpty
        return .json(
            isReady ? 200 : 503, [.init("ready", .bool(isReady)), .init("reasons", .array(reasons))])
    }
}

extension Readiness.Obstacle {
    private var name: String {
        switch self {
        case .draining: "draining"
        case .journalFailed: "journal-failed"
        case .runsLate: "runs-late"
        }
    }

    var text: String {
        switch self {
        case .draining: "the daemon is shutting down"
        case .journalFailed(let reason): reason.replacingBytes(of: "\n", with: "; ")
        case .runsLate(let lag, let limit):
            "a run is \(lag.components.seconds) s late; 'ready-max-lag' is \(limit.shortText)"
        }
    }

    fileprivate var json: JSONValue {
        .object([.init("name", .string(name)), .init("text", .string(text))])
    }
}
