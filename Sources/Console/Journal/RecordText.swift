import Formats
import Journals
import Values

/// What `show` prints for people: a delivery, its runs, and the output of their commands.
///
/// On a terminal, lines are wrapped, and long lists of attempts and long outputs are shortened. Elsewhere everything is
/// printed as it is.
struct RecordText: Sendable {
    private let record: DeliveryRecord
    /// Width of the terminal; nil to shorten nothing.
    private let columns: Int?

    /// Attempts of a run on a terminal: the first and the last ones.
    private static let attempts = 8
    /// Lines of an output on a terminal: the last ones.
    private static let lines = 20

    init(_ record: DeliveryRecord, columns: Int?) {
        self.record = record
        self.columns = columns
    }

    var text: String {
        let delivery = record.delivery
        var head = [
            "delivery  \(delivery.id)", "event     \(delivery.event.escaped)",
            "endpoint  \(delivery.endpoint.escaped) (\(delivery.provider))",
            "received  \(delivery.receivedAt.rfc3339)", "payload   \(delivery.body.count) bytes",
            "state     \(record.state.rawValue)",
        ]
        if let client = delivery.client { head.insert("client    \(client)", at: 4) }
        return head.map { line($0, indent: 10) }.joined() + record.runs.map(text(of:)).joined()
    }

    private func text(of run: RunRecord) -> String {
        let next = run.summary.nextAt.map { ", next attempt \($0.rfc3339)" } ?? ""
        let head = "\n" + line("hook \(run.summary.hook.escaped): \(run.summary.state.rawValue)\(next)", indent: 5)
        let attempts = run.attempts
        guard columns != nil, attempts.count > Self.attempts else { return head + attempts.map(text(of:)).joined() }
        let note = "  … \(attempts.count - Self.attempts) more attempts; see --json\n"
        return head + text(of: attempts[0]) + note + attempts.suffix(Self.attempts - 1).map(text(of:)).joined()
    }

    private func text(of attempt: Attempt) -> String {
        let milliseconds = (attempt.finishedAt - attempt.startedAt).milliseconds
        let exit = attempt.exit.reason?.escaped ?? "exit \(attempt.exit)"
        let head = "  attempt \(attempt.number)  \(attempt.startedAt.rfc3339)  \(milliseconds) ms  \(exit)"
        return line(head, indent: 4) + output(of: attempt)
    }

    private func output(of attempt: Attempt) -> String {
        var lines = attempt.output.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty == true { lines.removeLast() }
        var notes: [String] = []
        let cut = Int(attempt.outputBytes) - attempt.output.count
        if cut > 0 { notes.append("(\(cut) earlier bytes were not kept)") }
        if columns != nil, lines.count > Self.lines {
            notes.append("(\(lines.count - Self.lines) earlier lines; see --output)")
            lines = lines.suffix(Self.lines)
        }
        return (notes + lines.map { String(escaping: $0) }).map(outputLine).joined()
    }

    /// `>` marks the continuation of a line.
    private func outputLine(_ text: String) -> String {
        let pieces = columns.map { $0 > 20 ? text.pieces(of: $0 - 6) : [text] } ?? [text]
        return "    | \(pieces.joined(separator: "\n    > "))\n"
    }

    private func line(_ text: String, indent: Int) -> String {
        text.wrapped(to: columns, indent: indent) + "\n"
    }
}
