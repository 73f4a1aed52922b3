import Formats
import Journals
import Testing
import Values

@testable import Console

/// What `list` and `show` print, to the letter.
@Suite struct RecordTextTests {
    private static let start = Timestamp(milliseconds: 1_795_467_241_250)

    private static func id(_ number: Int) -> DeliveryID {
        DeliveryID("01KAS5C9J2Q7J8Y4M6W3T1XN\(10 + number)") ?? DeliveryID(lowestAt: start)
    }

    private func summary(_ number: Int, _ event: String, _ states: [RunState], _ hooks: String...) -> DeliverySummary {
        DeliverySummary(
            id: Self.id(number), endpoint: "/e", provider: "circularo", event: event, receivedAt: Self.start, bytes: 1,
            runs: zip(hooks, states).map { RunSummary(hook: $0, state: $1, attempts: 0, nextAt: nil) })
    }

    private var deliveries: [DeliverySummary] {
        [
            summary(1, "documentCompleted", [.succeeded, .succeeded], "archive-document", "tell-everybody"),
            summary(2, "契約書が署名されました", [.failed], "アーカイブ"), summary(3, "push", []),
        ]
    }

    @Test func `a piped list is not shortened`() {
        var table = DeliveryTable(columns: nil)
        #expect(
            table.lines(of: deliveries) == """
                ID                          RECEIVED             EVENT                   STATE      RUNS
                01KAS5C9J2Q7J8Y4M6W3T1XN11  2026-11-23 20:54:01  documentCompleted       succeeded  archive-document tell-everybody
                01KAS5C9J2Q7J8Y4M6W3T1XN12  2026-11-23 20:54:01  契約書が署名されました  failed     アーカイブ
                01KAS5C9J2Q7J8Y4M6W3T1XN13  2026-11-23 20:54:01  push                    ignored

                """)
    }

    @Test func `a list fits into 80 columns, and goes on in line`() {
        var table = DeliveryTable(columns: 80)
        let text = table.lines(of: deliveries)
        #expect(
            text == """
                ID                          RECEIVED        EVENT            STATE      RUNS
                01KAS5C9J2Q7J8Y4M6W3T1XN11  11-23 20:54:01  documentComple…  succeeded  archive…
                01KAS5C9J2Q7J8Y4M6W3T1XN12  11-23 20:54:01  契約書が署名さ…  failed     アーカ…
                01KAS5C9J2Q7J8Y4M6W3T1XN13  11-23 20:54:01  push             ignored

                """)
        #expect(text.split(separator: "\n").allSatisfy { $0.reduce(0) { $0 + String($1).columns } <= 80 })
        #expect(
            table.lines(of: [summary(4, "push", [.running], "deploy")]) == """
                01KAS5C9J2Q7J8Y4M6W3T1XN14  11-23 20:54:01  push             running    deploy

                """)
        var alone = DeliveryTable(columns: 80)
        #expect(
            alone.lines(of: [summary(4, "documentCompleted", [.running], "deploy")]) == """
                ID                          RECEIVED        EVENT              STATE    RUNS
                01KAS5C9J2Q7J8Y4M6W3T1XN14  11-23 20:54:01  documentCompleted  running  deploy

                """)
    }

    private func attempt(_ number: Int, _ exit: Exit = .status(1), output: String = "", lost: Int64 = 0) -> Attempt {
        let moment = Self.start + .seconds(number)
        let bytes = Array(output.utf8)
        return Attempt(
            number: number, startedAt: moment, finishedAt: moment + .milliseconds(12), exit: exit, output: bytes,
            outputBytes: Int64(bytes.count) + lost)
    }

    private func record(_ event: String, hook: String, _ attempts: [Attempt]) -> DeliveryRecord {
        let delivery = Delivery(
            id: Self.id(1), endpoint: "/circularo", provider: "circularo", event: event, body: Array("{}".utf8),
            receivedAt: Self.start)
        let run = RunSummary(hook: hook, state: .pending, attempts: attempts.count, nextAt: Self.start + .seconds(60))
        return DeliveryRecord(delivery: delivery, runs: [RunRecord(summary: run, attempts: attempts)])
    }

    private var long: DeliveryRecord {
        record(
            "a.very.long.event.name.that.somebody.has.thought.of.and.that.does.not.fit.on.a.line",
            hook: "archive the document and tell everybody, 契約書 and all",
            [
                attempt(
                    1, .notStarted("program '/usr/local/bin/archive-document': no such file or directory, for now")),
                attempt(
                    2, output: "short\n\(String(repeating: "0123456789", count: 8))\n\n契約書\u{1B}[2J", lost: 7),
            ])
    }

    @Test func `a piped delivery is not shortened`() {
        #expect(
            RecordText(long, columns: nil).text == """
                delivery  01KAS5C9J2Q7J8Y4M6W3T1XN11
                event     a.very.long.event.name.that.somebody.has.thought.of.and.that.does.not.fit.on.a.line
                endpoint  /circularo (circularo)
                received  2026-11-23T20:54:01.250Z
                payload   2 bytes
                state     pending

                hook archive the document and tell everybody, 契約書 and all: pending, next attempt 2026-11-23T20:55:01.250Z
                  attempt 1  2026-11-23T20:54:02.250Z  12 ms  program '/usr/local/bin/archive-document': no such file or directory, for now
                  attempt 2  2026-11-23T20:54:03.250Z  12 ms  exit 1
                    | (7 earlier bytes were not kept)
                    | short
                    | 01234567890123456789012345678901234567890123456789012345678901234567890123456789
                    |\(" ")
                    | 契約書\\u{1b}[2J

                """)
    }

    @Test func `a delivery fits into 80 columns, and nothing of it is lost`() {
        let text = RecordText(long, columns: 80).text
        #expect(
            text == """
                delivery  01KAS5C9J2Q7J8Y4M6W3T1XN11
                event     a.very.long.event.name.that.somebody.has.thought.of.and.that.does.not.
                          fit.on.a.line
                endpoint  /circularo (circularo)
                received  2026-11-23T20:54:01.250Z
                payload   2 bytes
                state     pending

                hook archive the document and tell everybody, 契約書 and all: pending, next
                     attempt 2026-11-23T20:55:01.250Z
                  attempt 1  2026-11-23T20:54:02.250Z  12 ms  program
                    '/usr/local/bin/archive-document': no such file or directory, for now
                  attempt 2  2026-11-23T20:54:03.250Z  12 ms  exit 1
                    | (7 earlier bytes were not kept)
                    | short
                    | 01234567890123456789012345678901234567890123456789012345678901234567890123
                    > 456789
                    |\(" ")
                    | 契約書\\u{1b}[2J

                """)
        #expect(text.split(separator: "\n").allSatisfy { String($0).columns <= 80 })
    }

    @Test func `many attempts and long outputs are shortened on a terminal`() {
        let output = (1...25).map { "line \($0)\n" }.joined()
        let many = record("e", hook: "h", (1...12).map { attempt($0, output: $0 == 12 ? output : "") })
        let text = RecordText(many, columns: 80).text
        let shown = text.split(separator: "\n").filter { $0.hasPrefix("  attempt") || $0.hasPrefix("  …") }
        #expect(
            shown.map { $0.prefix(12) }.joined(separator: "/") == "  attempt 1 /  … 4 more a/"
                + (6...12).map { String("  attempt \($0) ".prefix(12)) }.joined(separator: "/"))
        #expect(text.contains("    | (5 earlier lines; see --output)\n    | line 6\n"))
        let whole = RecordText(many, columns: nil).text
        #expect(whole.matches(of: /\n  attempt [0-9]/).count == 12 && whole.contains("    | line 1\n"))
    }
}
