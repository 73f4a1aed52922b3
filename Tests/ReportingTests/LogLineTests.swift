import Formats
import Testing
import Values

@testable import Reporting

@Suite struct LogLineTests {
    let moment = Timestamp(milliseconds: 1_795_467_241_250)
    let rejected = LogEvent.requestRejected(
        endpoint: "/circularo", client: "192.0.2.7", status: 401, reason: "signature-wrong")

    @Test func `a line for people begins with time and level`() {
        #expect(
            LogLine.of(rejected, at: moment, format: .text, to: .stream) == """
                2026-11-23T20:54:01.250Z info request-rejected endpoint=/circularo client=192.0.2.7 status=401 \
                reason=signature-wrong

                """)
    }

    @Test func `a line for systemd begins with its priority`() {
        #expect(
            LogLine.of(.journalFailed(reason: "full"), at: moment, format: .text, to: .systemdJournal)
                == "<3>journal-failed reason=full\n")
    }

    @Test(arguments: [
        (LogEvent.commandOutput(.sample, line: "x"), "7"), (.journalRecovered, "6"), (.executorLost(reason: "x"), "4"),
        (.journalFailed(reason: "x"), "3"),
    ])
    func `every level has its priority for systemd, before JSON as well`(event: LogEvent, priority: String) {
        for format in LogSettings.Format.allCases {
            let line = LogLine.of(event, at: moment, format: format, to: .systemdJournal)
            #expect(line.hasPrefix("<\(priority)>\(format == .json ? "{" : event.name)"))
        }
    }

    @Test func `on a terminal the level has a colour, and nothing else of the line`() {
        #expect(
            LogLine.of(.journalFailed(reason: "full"), at: moment, format: .text, to: .terminal)
                == "2026-11-23T20:54:01.250Z \u{1B}[1;31merror\u{1B}[0m journal-failed reason=full\n")
        #expect(
            LogLine.of(rejected, at: moment, format: .json, to: .terminal)
                == LogLine.of(rejected, at: moment, format: .json, to: .stream))
    }

    @Test func `a line for machines is one JSON object`() throws {
        let line = LogLine.of(rejected, at: moment, format: .json, to: .stream)
        #expect(
            line == """
                {"time":"2026-11-23T20:54:01.250Z","level":"info","name":"request-rejected","endpoint":"/circularo",\
                "client":"192.0.2.7","status":401,"reason":"signature-wrong"}

                """)
    }

    @Test(arguments: [LogSettings.Format.text, .json])
    func `no value can forge a line, a field or a terminal's colour`(format: LogSettings.Format) {
        let event = LogEvent.requestRejected(
            endpoint: "/x\n2026 error forged", client: "a\" status=200", status: 404, reason: "\u{1B}[31m\u{202E}")
        let line = LogLine.of(event, at: moment, format: format, to: .stream)
        #expect(line.filter(\.isNewline) == "\n")
        #expect(!line.unicodeScalars.contains("\u{1B}"))
        switch format {
        case .text:
            #expect(line.contains(#"endpoint="/x\n2026 error forged" client="a\" status=200" status=404 "#))
        case .json:
            #expect(line.contains(#""endpoint":"/x\n2026 error forged","client":"a\" status=200","status":404"#))
        }
    }
}

extension LogLineTests {
    /// Each is longer than a value may be, in bytes or as it is written.
    private static let long = [
        String(repeating: "a", count: 8192), String(repeating: "\\", count: 8192), String(repeating: "\"", count: 8192),
        String(repeating: "\u{1}", count: 8192), String(repeating: "é", count: 4096),
        String(repeating: "😀", count: 2048),
        "e" + String(repeating: "\u{301}\u{323}", count: 2048), String(repeating: "\u{E0001}", count: 2048),
        String(repeating: "\u{10FFFD}", count: 2048),
    ]

    @Test(arguments: long, [LogSettings.Format.text, .json])
    func `a long value is cut between Unicode scalars, and the line says by how much`(
        value: String, format: LogSettings.Format
    ) throws {
        let cut = LogValue.cut(value)
        let mark = try #require(cut.wholeMatch(of: /(.*)… \(([0-9]+) more bytes\)/.dotMatchesNewlines()))
        #expect(value.utf8.starts(with: String(mark.1).utf8))
        #expect(String(mark.1).utf8.count + (Int(mark.2) ?? 0) == value.utf8.count)
        let event = LogEvent.requestRejected(endpoint: value, client: value, status: 404, reason: value)
        let line = LogLine.of(event, at: moment, format: format, to: .stream)
        #expect(line.utf8.count <= 3 * (LogValue.longest + 40) + 200)
        #expect(line.contains(" more bytes)"))
    }

    @Test func `the longest value that fits stays as it is`() {
        for value in [String(repeating: "a", count: 1024), String(repeating: "\\", count: 512), "", "é"] {
            #expect(LogValue.cut(value) == value)
        }
        #expect(LogValue.cut(String(repeating: "a", count: 1025)).hasSuffix("aa… (1 more bytes)"))
    }
}

extension LogEvent.RunLabel {
    static var sample: Self {
        var generator = SystemRandomNumberGenerator()
        let now = Timestamp(milliseconds: 0)
        let delivery = Delivery(
            id: DeliveryID(at: now, using: &generator), endpoint: "/e", provider: "p", event: "x", body: [],
            receivedAt: now)
        return Self(delivery: delivery, hook: "h")
    }
}
