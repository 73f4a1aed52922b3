import Formats
import Values

/// Formats an event as a line.
enum LogLine {
    /// The line with its end. Its length is bounded: no event has more than ten fields, and each value is cut.
    static func of(_ event: LogEvent, at moment: Timestamp, format: LogSettings.Format, to destination: LogDestination)
        -> String
    {
        switch format {
        case .json: priority(event.level, for: destination) + json(event, at: moment).text + "\n"
        case .text: prefix(event.level, at: moment, to: destination) + text(event) + "\n"
        }
    }

    private static func text(_ event: LogEvent) -> String {
        event.fields.reduce(into: event.name) { line, field in
            switch field {
            case .text(let key, let value): line += " \(key)=\(quoted(LogValue.cut(value)))"
            case .number(let key, let value): line += " \(key)=\(value)"
            }
        }
    }

    private static func json(_ event: LogEvent, at moment: Timestamp) -> JSONValue {
        let head: [JSONValue.Member] = [
            .init("time", .string(moment.rfc3339)), .init("level", .string(event.level.rawValue)),
            .init("name", .string(event.name)),
        ]
        let fields = event.fields.map { field in
            switch field {
            case .text(let key, let value): JSONValue.Member(key, .string(LogValue.cut(value)))
            case .number(let key, let value): JSONValue.Member(key, .integer(value))
            }
        }
        return .object(head + fields)
    }

    private static func prefix(
        _ level: LogSettings.Level, at moment: Timestamp, to destination: LogDestination
    ) -> String {
        switch destination {
        case .stream: "\(moment.rfc3339) \(level.rawValue) "
        case .terminal: "\(moment.rfc3339) \(level.colored) "
        case .systemdJournal: priority(level, for: destination)
        }
    }

    /// The prefix that systemd's journal reads and removes.
    private static func priority(_ level: LogSettings.Level, for destination: LogDestination) -> String {
        destination == .systemdJournal ? "<\(level.systemdPriority)>" : ""
    }

    /// A value in a text line: bare if it is unambiguous, else quoted and escaped.
    private static func quoted(_ value: String) -> String {
        let isBare =
            !value.isEmpty
            && value.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "=")
                    && byte != UInt8(ascii: "\\")
            }
        return isBare ? value : "\"" + value.escaped.withEscapedQuotes + "\""
    }
}

extension String {
    fileprivate var withEscapedQuotes: String {
        unicodeScalars.reduce(into: "") { $0 += $1 == "\"" ? "\\\"" : String($1) }
    }
}

extension LogSettings.Level {
    /// As in syslog(3).
    fileprivate var systemdPriority: Int {
        switch self {
        case .debug: 7
        case .info: 6
        case .warning: 4
        case .error: 3
        }
    }

    /// The name with a colour: ECMA-48, SGR.
    fileprivate var colored: String {
        let color =
            switch self {
            case .debug: "2"
            case .info: "32"
            case .warning: "33"
            case .error: "1;31"
            }
        return "\u{1B}[\(color)m\(rawValue)\u{1B}[0m"
    }
}
