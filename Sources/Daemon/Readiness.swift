package import Formats
import HTTP
package import Journals
import Values

/// Whether requests may be sent here, or why not: what `/readyz` says. Pure.
package struct Readiness: Sendable, Equatable {
    /// What speaks against it.
    enum Obstacle: Sendable, Equatable {
        /// The end has begun.
        case draining
        /// Deliveries could not be written.
        case journalFailed(String)
        /// A run is late by `lag`, and `ready-max-lag` allows `limit`.
        case runsLate(lag: Duration, limit: Duration)
    }

    /// Everything that speaks against it.
    private(set) var obstacles: [Obstacle] = []

    /// Adds up what is known.
    ///
    /// - Parameters:
    ///   - isDraining: whether the end has begun.
    ///   - journalError: why the journal could not be written, or read.
    ///   - lag: how late the most overdue run is.
    ///   - limit: `ready-max-lag`.
    package init(isDraining: Bool, journalError: JournalError?, lag: Duration?, limit: Duration?) {
        if isDraining { obstacles.append(.draining) }
        if let journalError { obstacles.append(.journalFailed(journalError.description)) }
        if let lag, let limit, lag > limit { obstacles.append(.runsLate(lag: lag, limit: limit)) }
    }

    /// Everything that speaks against it, each as an object with a stable name, and a text for people.
    package var reasons: [JSONValue] { obstacles.map(\.json) }

    /// 200, or 503 with the reasons.
    var response: HTTPResponse {
        let isReady = obstacles.isEmpty
        return .json(
            isReady ? 200 : 503, [.init("ready", .bool(isReady)), .init("reasons", .array(reasons))])
    }
}

extension Readiness.Obstacle {
    /// Stable, for programs.
    private var name: String {
        switch self {
        case .draining: "draining"
        case .journalFailed: "journal-failed"
        case .runsLate: "runs-late"
        }
    }

    /// For people.
    var text: String {
        switch self {
        case .draining: "the daemon is about to end"
        case .journalFailed(let reason): reason.replacingBytes(of: "\n", with: "; ")
        case .runsLate(let lag, let limit):
            "a run is \(lag.components.seconds) s late; 'ready-max-lag' is \(limit.shortText)"
        }
    }

    fileprivate var json: JSONValue {
        .object([.init("name", .string(name)), .init("text", .string(text))])
    }
}
