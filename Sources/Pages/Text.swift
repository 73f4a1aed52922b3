import Formats
import Values

// Formats for times, durations and numbers on the pages.

extension HTML {
    /// To the second.
    init(_ moment: Timestamp) {
        let text = moment.rfc3339  // 2026-11-23T20:54:01.250Z
        self = "<time datetime=\"\(text)\">\(String(text.prefix(10))) \(String(text.dropFirst(11).prefix(8)))</time>"
    }

    /// The same; narrow screens hide the date if it is today's.
    init(_ moment: Timestamp, shortOn today: Timestamp) {
        let text = moment.rfc3339
        let day: HTML = "\(String(text.prefix(10))) "
        let isToday = text.prefix(10) == today.rfc3339.prefix(10)
        self = """
            <time datetime="\(text)">\(isToday ? "<span class=\"today\">\(day)</span>" : day)\
            \(String(text.dropFirst(11).prefix(8)))</time>
            """
    }
}

extension Timestamp {
    /// `20:54`.
    var hourAndMinute: String { String(rfc3339.dropFirst(11).prefix(5)) }
}

extension Duration {
    /// In at most two units: `340 ms`, `2.4 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`.
    var spoken: String {
        let milliseconds = max(0, milliseconds)
        let seconds = milliseconds / 1000
        switch milliseconds {
        case ..<1000: return "\(milliseconds) ms"
        case ..<60_000: return "\(seconds).\(milliseconds % 1000 / 100) s"
        case ..<3_600_000: return Self.spoken(seconds / 60, "min", seconds % 60, "s")
        case ..<86_400_000: return Self.spoken(seconds / 3600, "h", seconds % 3600 / 60, "min")
        default: return Self.spoken(seconds / 86_400, "d", seconds % 86_400 / 3600, "h")
        }
    }

    private static func spoken(_ large: Int64, _ largeUnit: String, _ small: Int64, _ smallUnit: String) -> String {
        "\(large) \(largeUnit)" + (small > 0 ? " \(small) \(smallUnit)" : "")
    }
}

extension Int {
    /// With commas: `1,234,567`.
    var grouped: String {
        let digits = Array(String(magnitude))
        let groups = stride(from: 0, to: digits.count, by: 3).map { end in
            String(digits[Swift.max(0, digits.count - end - 3)..<digits.count - end])
        }
        return (self < 0 ? "-" : "") + groups.reversed().joined(separator: ",")
    }

    /// `3 runs`, `1 run`.
    func of(_ thing: String) -> String { "\(grouped) \(thing)\(self == 1 ? "" : "s")" }
}
