import Values

/// An attempt's end as three columns.
struct StoredExit: Equatable {
    let kind: Int64
    var value: Int64 = 0
    var reason: String?

    init(_ exit: Exit) {
        switch exit {
        case .status(let status): (kind, value) = (0, Int64(status))
        case .signal(let number): (kind, value) = (1, Int64(number))
        case .timedOut: kind = 2
        case .silent: kind = 3
        case .notStarted(let text): (kind, reason) = (4, text)
        case .interrupted: kind = 5
        }
    }

    init(kind: Int64, value: Int64, reason: String?) {
        self.kind = kind
        self.value = value
        self.reason = reason
    }

    /// The end that was stored; one that a newer version stored counts as interrupted.
    var exit: Exit {
        switch kind {
        case 0: .status(Int(value))
        case 1: .signal(Int(value))
        case 2: .timedOut
        case 3: .silent
        case 4: .notStarted(reason ?? "")
        default: .interrupted
        }
    }
}
