import Formats
import Values

/// Reads an `alert` line.
struct AlertLine {
    /// The alert, and the words that can be checked only when all endpoints are known.
    struct Found {
        let alert: Alert
        let name: Token
        /// The endpoint's path.
        let path: Token?
        /// The duration of a silence.
        let silence: (Duration, Token)?
    }

    /// The word after `alert`.
    private enum Kind: String, CaseIterable {
        case signatureFailures = "signature-failures"
        case failedRuns = "failed-runs"
        case backlog, silence
    }

    let context: ParseContext
    let name: Token

    /// Takes all arguments; nil after a mistake.
    func read(_ arguments: inout Arguments) -> Found? {
        guard let kind = arguments.choice(of: Kind.self) else { return nil }
        let time = arguments.next
        guard let condition = condition(kind, &arguments), !arguments.hasFailed else { return nil }
        var path: Token?
        if arguments.next != nil {
            guard arguments.choice(of: ["at"]) != nil, let word = arguments.word() else { return nil }
            path = word
        }
        let place = path.map { " at \($0.text.asWord)" } ?? ""
        var silence: (Duration, Token)?
        if case .silence(let duration, _) = condition, let time { silence = (duration, time) }
        return Found(
            alert: Alert(name: condition.text + place, condition: condition, endpoint: path?.text), name: name,
            path: path, silence: silence)
    }

    private func condition(_ kind: Kind, _ arguments: inout Arguments) -> Alert.Condition? {
        switch kind {
        case .backlog:
            guard arguments.choice(of: ["older"]) != nil else { return nil }
            return arguments.value(Quantity.duration).map(Alert.Condition.backlog)
        case .silence:
            guard let time = arguments.value(Quantity.duration), arguments.choice(of: ["on"]) != nil else { return nil }
            let events = EventList(context: context, provider: nil).read(&arguments)
            return events.isEmpty ? nil : .silence(time, of: events)
        case .signatureFailures, .failedRuns:
            guard let count = arguments.value(Quantity.count), arguments.choice(of: ["in"]) != nil,
                let time = arguments.value(Quantity.duration)
            else { return nil }
            return kind == .failedRuns
                ? .failedRuns(count: count, within: time) : .signatureFailures(count: count, within: time)
        }
    }
}

extension Alert.Condition {
    fileprivate var text: String {
        switch self {
        case .signatureFailures(let count, let time): "signature-failures \(count) in \(time.shortText)"
        case .failedRuns(let count, let time): "failed-runs \(count) in \(time.shortText)"
        case .backlog(let lag): "backlog older \(lag.shortText)"
        case .silence(let time, let events):
            "silence \(time.shortText) on \(events.words)"
        }
    }
}
