import Values

/// Whether a daemon runs, and what it says of itself.
struct DaemonStatus: Sendable, Equatable {
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

    /// Its number; 0 if it has none that could be seen from here, nil if no daemon runs.
    let pid: Int32?
    /// What it says.
    let readiness: Readiness

    /// Whether a health check may be content.
    var isWell: Bool {
        switch readiness {
        case .unknown, .ready, .notAsked: pid != nil
        case .unready, .silent: false
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
