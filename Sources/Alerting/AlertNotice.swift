import Formats
import Journals
import Values

/// The input of an `on-alert` command: the start or the end of an alert as one JSON object.
struct AlertNotice {
    /// Nil if it was removed from the configuration.
    let alert: Alert?
    let record: AlertRecord

    /// See hookrunner-commands(7).
    var json: JSONValue {
        let measure = alert?.measure
        return .object([
            .init("name", .string(record.name)),
            .init("kind", .string(String(record.name.prefix { $0 != " " }))),
            .init("state", .string(record.isFiring ? "started" : "ended")), .init("text", .string(text)),
            .init("startedAt", record.startedAt.json), .init("endedAt", record.endedAt.json),
            .init("endpoint", alert?.endpoint.map { .string($0) } ?? .null),
            .init("value", alert == nil ? .null : record.figure.json),
            .init("threshold", measure.map { .integer($0.threshold) } ?? .null),
            .init("unit", measure.map { .string($0.unit) } ?? .null),
            .init("windowSeconds", measure?.window.map { .number(seconds($0)) } ?? .null),
            .init("attempt", .integer(record.attempts)),
        ])
    }

    /// One line for people.
    var text: String {
        guard record.isFiring else { return "alert ended\(length): \(record.name)" }
        return "alert: \(alert?.finding(record.figure ?? 0) ?? record.name)"
    }

    private var length: String {
        guard let start = record.startedAt, let end = record.endedAt else { return "" }
        return " after \((end - start).roughText)"
    }

    /// To the millisecond; without decimals if it is a whole number.
    private func seconds(_ time: Duration) -> String {
        let (whole, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
        let digits = String(1000 + rest).dropFirst()
        return rest == 0 ? String(whole) : "\(whole).\(digits)"
    }
}

extension Alert {
    fileprivate var measure: (threshold: Int64, unit: String, window: Duration?) {
        switch condition {
        case .signatureFailures(let count, let time): (Int64(count), "requests", time)
        case .failedRuns(let count, let time): (Int64(count), "runs", time)
        case .backlog(let time), .silence(let time, _): (time.components.seconds, "seconds", nil)
        }
    }

    /// The condition with the measured value, for people.
    fileprivate func finding(_ figure: Int64) -> String {
        let place = endpoint.map { " at \($0)" } ?? ""
        return switch condition {
        case .signatureFailures(_, let time):
            "\(figure) requests without a valid signature in \(time.shortText)\(place)"
        case .failedRuns(_, let time): "\(figure) runs failed permanently in \(time.shortText)\(place)"
        case .backlog: "a run\(place) is late by \(Duration.seconds(figure).roughText)"
        case .silence(_, let events):
            "no delivery of \(events.map(\.description).joined(separator: ", "))\(place) for "
                + Duration.seconds(figure).roughText
        }
    }
}

extension Duration {
    /// In the largest unit of which there are at least two: `90s`, `12m`, `26h`, `3d`.
    fileprivate var roughText: String {
        let units: [(String, Int64)] = [("d", 86_400), ("h", 3600), ("m", 60)]
        let unit = units.first { components.seconds >= 2 * $0.1 } ?? ("s", 1)
        return "\(components.seconds / unit.1)\(unit.0)"
    }
}

extension Timestamp? {
    fileprivate var json: JSONValue { map { .string($0.rfc3339) } ?? .null }
}

extension Int64? {
    fileprivate var json: JSONValue { map { .integer($0) } ?? .null }
}
