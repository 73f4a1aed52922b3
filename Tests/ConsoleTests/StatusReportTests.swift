import Formats
import Journals
import Testing
import Values

@testable import Console

@Suite struct StatusReportTests {
    private let now = Timestamp(milliseconds: 1_795_467_241_250)

    private func report(_ daemon: DaemonStatus, hook: String = "archive", lag: Duration = .seconds(200)) -> StatusReport
    {
        var configuration = Configuration()
        var endpoint = Endpoint(path: "/circularo", provider: .circularo, secrets: [])
        endpoint.hooks = [
            Hook(name: hook, events: [.any], command: CommandTemplate(words: [])),
            Hook(name: "idle", events: [.any], command: CommandTemplate(words: [])),
        ]
        configuration.endpoints = [endpoint]
        let census = JournalCensus(
            hooks: [
                .init(
                    key: HookKey(endpoint: "/circularo", hook: hook),
                    runs: [.pending: 1_234_567, .running: 8, .succeeded: 123_456_789, .cancelled: 12],
                    firstDue: now - lag),
                .init(key: HookKey(endpoint: "/gone", hook: "old"), runs: [.failed: 1], firstDue: nil),
            ], bytes: 12_900_000)
        return StatusReport(configuration, census: census, daemon: daemon, now: now)
    }

    @Test func `people see the daemon, the journal, and each hook`() {
        #expect(
            report(DaemonStatus.running(process: 7, .ready)).text == """
                daemon   running, process 7, ready
                journal  /var/lib/hookrunner, 12.3 MiB
                runs     1234567 pending, 8 running, 123456789 succeeded, 1 failed, 12 cancelled
                lag      a run is overdue by 3m

                endpoint /circularo
                  HOOK     PENDING  RUNNING  FAILED  SUCCEEDED  CANCELLED
                  archive  1234567  8        0       123456789  12
                  idle     0        0        0       0          0

                endpoint /gone
                  HOOK  PENDING  RUNNING  FAILED  SUCCEEDED  CANCELLED
                  old   0        0        1       0          0

                """)
    }

    @Test func `no line is longer than 80 columns, whatever the hook is called`() {
        let text = report(DaemonStatus.running(process: 7, .silent), hook: String(repeating: "x", count: 64)).text
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(text.contains("  xxxxxxxxxxxxxxxxxxxxxxxxxxx…  1234567"))
    }

    @Test func `reasons are told, and escaped`() {
        let body = Array(
            #"{"ready":false,"reasons":[{"name":"a","text":"one \u001b[31m"},{"name":"b","text":"two"}]}"#.utf8)
        let status = DaemonStatus.running(process: nil, .init(status: 503, body: body))
        #expect(report(status).text.hasPrefix("daemon   running, not ready\n         one \\u{1b}[31m\n         two\n"))
        #expect(report(status).json["pid"] == .null && report(status).json["ready"] == .bool(false))
        #expect(report(status).json["reasons"]?[1]?["name"] == .string("b"))
    }

    @Test(arguments: [
        (DaemonStatus.absent, false, "not running"),
        (
            .unseen("nobody is there to ask"), false,
            "unknown: nobody is there to ask\n"
        ),
        (DaemonStatus.running(process: 7, .unknown), true, "running, process 7"),
        (DaemonStatus.running(process: 7, .init(status: 200, body: [])), true, "running, process 7, ready"),
        (
            DaemonStatus.running(process: 7, .init(status: 503, body: Array("no".utf8))), false,
            "running, process 7, but does"
        ),
        (DaemonStatus.running(process: 7, .init(status: nil, body: [])), false, "running, process 7, but does"),
        (DaemonStatus.running(process: 7, .init(status: 404, body: [])), false, "running, process 7, but does"),
    ])
    func `a health check passes with a running daemon that is not known to be unready`(
        status: DaemonStatus, isWell: Bool, text: String
    ) {
        #expect(status.isWell == isWell)
        #expect(report(status).text.hasPrefix("daemon   \(text)"))
    }

    @Test func `programs get everything as one object`() {
        let json = report(DaemonStatus.running(process: 7, .ready), lag: .milliseconds(-1)).json
        #expect(json["running"] == .bool(true) && json["pid"] == .integer(7) && json["ready"] == .bool(true))
        #expect(json["lagMs"] == .null && json["journalBytes"] == .integer(12_900_000))
        #expect(json["runs"]?["failed"] == .integer(1))
        #expect(json["hooks"]?[0]?["runs"]?["pending"] == .integer(1_234_567))
    }
}
