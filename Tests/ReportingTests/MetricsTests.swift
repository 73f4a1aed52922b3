import Formats
import Foundation
import Testing
import Values

@testable import Reporting

@Suite struct MetricsTests {
    private let hook = Metrics.HookLabel(endpoint: "/e", hook: "a")

    private func endpoint(events: [String]) -> Endpoint {
        var endpoint = Endpoint(path: "/e", provider: .circularo, secrets: [])
        let command = CommandTemplate(words: [])
        endpoint.hooks = [Hook(name: "a", events: events.map(EventPattern.init), command: command)]
        return endpoint
    }

    /// The lines of one metric, its head included.
    private func lines(of metric: Metric, in metrics: Metrics, _ gauges: [Sample] = []) -> String {
        let name = metric.name
        let all = metrics.text(with: gauges).split(separator: "\n")
        let mine = all.filter { $0.hasPrefix("# ") ? $0.contains(" \(name) ") : $0.hasPrefix(name) }
        return mine.joined(separator: "\n")
    }

    @Test func `requests are counted by answer and reason, with no detail that a client chooses`() {
        let metrics = Metrics()
        for _ in 0..<2 { metrics.answered(endpoint: "/e", status: 202, reason: "accepted") }
        metrics.answered(endpoint: "", status: 404, reason: "unknown-path")
        metrics.answered(endpoint: "/e", status: 400, reason: "malformed: bare CR")
        metrics.answered(endpoint: "/e", status: 400, reason: "malformed: NUL")
        #expect(
            lines(of: .requests, in: metrics) == """
                # HELP hookrunner_requests_total Requests by status and reason; the endpoint of an unknown path is empty.
                # TYPE hookrunner_requests_total counter
                hookrunner_requests_total{endpoint="",status="404",reason="unknown-path"} 1
                hookrunner_requests_total{endpoint="/e",status="202",reason="accepted"} 2
                hookrunner_requests_total{endpoint="/e",status="400",reason="malformed"} 2
                """)
    }

    @Test func `an event that no hook names in full is counted as other`() {
        let metrics = Metrics()
        for event in ["signed", "signed", "docs", "anything", "\n"] {
            metrics.delivered(event, isNamed: event == "signed", at: "/e")
        }
        #expect(
            lines(of: .deliveries, in: metrics).hasSuffix(
                """

                hookrunner_deliveries_total{endpoint="/e",event="other"} 3
                hookrunner_deliveries_total{endpoint="/e",event="signed"} 2
                """))
    }

    @Test func `the values of labels are escaped`() {
        let metrics = Metrics()
        metrics.ended(Metrics.HookLabel(endpoint: "/e", hook: "a\"b\\c\nd\u{1B}é\"\u{301}"), .failed)
        #expect(
            lines(of: .runs, in: metrics).hasSuffix(
                #"{endpoint="/e",hook="a\"b\\c\nd"# + "\u{1B}é\\\"\u{301}\",state=\"failed\"} 1"))
    }

    @Test(arguments: [
        (Exit.status(0), "succeeded"), (.status(1), "failed"), (.status(100), "permanent"), (.signal(9), "signal"),
        (.timedOut, "timeout"), (.silent, "silence"), (.notStarted("no such file: x"), "not-started"),
        (.interrupted, "interrupted"),
    ])
    func `attempts are counted by one of a few results`(exit: Exit, result: String) {
        let metrics = Metrics()
        metrics.attempted(hook, exit: exit, time: .zero, wait: nil)
        let wanted = #"hookrunner_attempts_total{endpoint="/e",hook="a",result="\#(result)"} 1"#
        #expect(lines(of: .attempts, in: metrics).hasSuffix(wanted))
        #expect(Exit.results.contains(result))
    }

    @Test func `a histogram is cumulative, and a value on a bound is below it`() {
        let metrics = Metrics()
        for milliseconds in [Int64(10), 10, 11, 60_000, 3_600_001, -5] {
            metrics.attempted(hook, exit: .status(0), time: .milliseconds(milliseconds), wait: nil)
        }
        let counts = [
            ("0.01", 3), ("0.05", 4), ("0.1", 4), ("0.5", 4), ("1", 4), ("5", 4), ("10", 4), ("30", 4), ("60", 5),
            ("120", 5), ("300", 5), ("900", 5), ("3600", 5), ("+Inf", 6),
        ]
        let buckets = counts.map {
            "hookrunner_attempt_seconds_bucket{endpoint=\"/e\",hook=\"a\",le=\"\($0.0)\"} \($0.1)"
        }
        #expect(
            lines(of: .attemptTime, in: metrics) == """
                # HELP hookrunner_attempt_seconds Time from the start of an attempt to its end.
                # TYPE hookrunner_attempt_seconds histogram
                \(buckets.joined(separator: "\n"))
                hookrunner_attempt_seconds_sum{endpoint="/e",hook="a"} 3660.032
                hookrunner_attempt_seconds_count{endpoint="/e",hook="a"} 6
                """)
        #expect(lines(of: .queueWait, in: metrics).isEmpty)
    }

    @Test func `the series of the configuration start at zero`() {
        let metrics = Metrics()
        var configuration = Configuration()
        configuration.endpoints = [endpoint(events: ["signed", "*"])]
        configuration.endpoints[0].secrets = [Secret([1]), Secret([2])]
        metrics.use(configuration)
        metrics.signed(by: 2, at: configuration.endpoints[0])
        metrics.delivered("signed", isNamed: true, at: "/e")
        metrics.use(configuration)  // reloaded: nothing is forgotten
        let text = metrics.text(with: [])
        for line in [
            #"hookrunner_deliveries_total{endpoint="/e",event="signed"} 1"#,
            #"hookrunner_deliveries_total{endpoint="/e",event="other"} 0"#,
            #"hookrunner_signatures_total{endpoint="/e",secret="1"} 0"#,
            #"hookrunner_signatures_total{endpoint="/e",secret="2"} 1"#,
            #"hookrunner_runs_total{endpoint="/e",hook="a",state="failed"} 0"#,
            #"hookrunner_attempts_total{endpoint="/e",hook="a",result="timeout"} 0"#,
            #"hookrunner_queue_wait_seconds_count{endpoint="/e",hook="a"} 0"#,
            "hookrunner_acknowledgement_seconds_sum 0",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line)")
        }
    }

    @Test func `gauges show the current values`() {
        let gauges = [
            Sample(.journalRuns, "/e", "a", "running", value: 1), Sample(.journalRuns, "/e", "a", "pending", value: 2),
            Sample(.oldestPending, value: 1.5), Sample(.buildInfo, "1.2.3", value: 1),
        ]
        #expect(
            lines(of: .journalRuns, in: Metrics(), gauges).hasSuffix(
                """
                 gauge
                hookrunner_journal_runs{endpoint="/e",hook="a",state="pending"} 2
                hookrunner_journal_runs{endpoint="/e",hook="a",state="running"} 1
                """))
        let text = Metrics().text(with: gauges)
        #expect(text.contains("\nhookrunner_oldest_pending_seconds 1.5\n"))
        #expect(text.hasSuffix("\nhookrunner_build_info{version=\"1.2.3\"} 1\n"))
    }

    @Test func `names and help texts follow the rules of Prometheus`() {
        for metric in Metric.all {
            let name = metric.name
            #expect(name.wholeMatch(of: /hookrunner(_[a-z]+)+/) != nil)
            #expect(name.hasSuffix("_total") == (metric.kind == .counter))
            #expect(metric.bounds.isEmpty == (metric.kind != .histogram))
            #expect(metric.bounds == metric.bounds.sorted())
            #expect(!metric.help.contains("\n") && metric.help.hasSuffix("."))
            #expect(metric.labels.count <= 3)
        }
    }

    @Test func `the manual describes every metric with its labels, and no other`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let page = try String(contentsOfFile: "\(root)/man/hookrunner.1", encoding: .utf8)
        let section = try #require(page.components(separatedBy: "\n.Sh METRICS\n").last).prefix(upTo: "\n.Sh ")
        let found = section.matches(of: /\n\.It (hookrunner_[a-z_]+)((?: Cm [a-z]+(?: ,)?)*)(?=\n)/).map { match in
            ([String(match.1)] + match.2.split(separator: " ").filter { !["Cm", ","].contains($0) }.map(String.init))
        }
        #expect(found == Metric.all.map { [$0.name] + $0.labels })
    }

    @Test func `the list of all metrics has every row`() throws {
        let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let source = try String(contentsOfFile: "\(root)/Sources/Reporting/Metric.swift", encoding: .utf8)
        let rows = source.matches(of: /= Metric\(\s*"([a-z_]+)"/).map { "hookrunner_\($0.1)" }
        #expect(rows == Metric.all.map(\.name) && rows.count > 10)
    }
}

extension String {
    fileprivate func prefix(upTo end: String) -> String { components(separatedBy: end)[0] }
}
