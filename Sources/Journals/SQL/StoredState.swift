import Values

/// The state of a run as tables have it. A `blocked` run waits for an earlier run of its lane, and shows as pending.
///
/// States before `succeeded` are not final: indexes rely on the order.
enum StoredState: Int64 {
    case pending = 0
    case blocked = 1
    case running = 2
    case succeeded = 3
    case failed = 4
    case cancelled = 5

    init(_ state: RunState) {
        switch state {
        case .pending: self = .pending
        case .running: self = .running
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .cancelled: self = .cancelled
        }
    }

    var runState: RunState {
        switch self {
        case .pending, .blocked: .pending
        case .running: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .cancelled: .cancelled
        }
    }
}

extension DefaultStringInterpolation {
    /// The number of a state, for statements without values: `state = \(.pending)`.
    mutating func appendInterpolation(_ state: StoredState) { appendInterpolation(state.rawValue) }
}
