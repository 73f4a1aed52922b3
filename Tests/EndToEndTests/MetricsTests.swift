import Formats
import Foundation
import Processes
import Support
import Testing

/// `/metrics`, as a collector reads it.
@Suite(.timeLimit(.minutes(4))) struct MetricsTests {
    /// Prints every sample that Prometheus's own library for Python reads, a line each, its labels sorted.
    private static let parser = """
        import sys
        from prometheus_client.parser import text_string_to_metric_families
        for family in text_string_to_metric_families(sys.stdin.read()):
            for sample in family.samples:
                labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
                print(f"{family.type} {sample.name}{{{labels}}} {sample.value:g}")
        """

    private static let hasParser: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-c", "import prometheus_client.parser"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.start()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    private static let promtool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private func metrics(of daemon: RunningDaemon, _ options: String...) async throws -> String {
        try await Program.run(
            ["-s", "http://\(await daemon.adminAddress)/metrics"] + options, executable: "/usr/bin/curl"
        ).output
    }

    private static let hooks = """
        on documentCompleted {
            name archive
            run true
        }
        on sign* {
            run sh -c "exit 1"
            retry 1 times 1ms..1ms
        }
        """

    /// Three deliveries with three runs and four attempts, a duplicate and two refusals.
    private func work(_ daemon: RunningDaemon) async throws {
        let first = #"{"event":"documentCompleted"}"#
        for body in [first, #"{"event":"signRejected"}"#, #"{"event":"unheard\"of"}"#, first] {
            #expect(try await daemon.post(body).status < 300)
        }
        #expect(try await daemon.post(first, signature: "0").status == 401)
        #expect(try await daemon.post(first, path: "/elsewhere").status == 404)
        try await eventually {
            let all = try await daemon.list()
            return all.count { $0.contains(#""state":"succeeded""#) || $0.contains(#""state":"failed""#) } >= 2
                && all.count { $0.contains(#","state":"ignored""#) } == 1
        }
    }

    private static let expected = [
        "counter hookrunner_requests_total{endpoint=/circularo,reason=accepted,status=202} 3",
        "counter hookrunner_requests_total{endpoint=/circularo,reason=duplicate,status=200} 1",
        "counter hookrunner_requests_total{endpoint=/circularo,reason=signature-malformed,status=401} 1",
        "counter hookrunner_requests_total{endpoint=,reason=unknown-path,status=404} 1",
        "counter hookrunner_deliveries_total{endpoint=/circularo,event=documentCompleted} 1",
        "counter hookrunner_deliveries_total{endpoint=/circularo,event=other} 2",
        "counter hookrunner_signatures_total{endpoint=/circularo,secret=1} 4",
        "counter hookrunner_runs_total{endpoint=/circularo,hook=archive,state=succeeded} 1",
        "counter hookrunner_runs_total{endpoint=/circularo,hook=sign*,state=failed} 1",
        "counter hookrunner_runs_total{endpoint=/circularo,hook=sign*,state=succeeded} 0",
        "counter hookrunner_attempts_total{endpoint=/circularo,hook=sign*,result=failed} 2",
        "counter hookrunner_attempts_total{endpoint=/circularo,hook=archive,result=succeeded} 1",
        "histogram hookrunner_acknowledgement_seconds_count{} 4",
        "histogram hookrunner_acknowledgement_seconds_bucket{le=+Inf} 4",
        "histogram hookrunner_queue_wait_seconds_count{endpoint=/circularo,hook=sign*} 1",
        "histogram hookrunner_attempt_seconds_count{endpoint=/circularo,hook=sign*} 2",
        "gauge hookrunner_journal_runs{endpoint=/circularo,hook=sign*,state=failed} 1",
        "gauge hookrunner_journal_runs{endpoint=/circularo,hook=archive,state=pending} 0",
        "gauge hookrunner_oldest_pending_seconds{} 0",
    ]

    @Test(.enabled(if: hasParser, "python3 has no prometheus_client: apt-get install python3-prometheus-client"))
    func `Prometheus's own parser reads what has happened`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            try await work(daemon)
            let read = try await Program.run(
                ["python3", "-c", Self.parser], executable: "/usr/bin/env", input: try await metrics(of: daemon))
            #expect(read.status == 0 && read.messages.isEmpty, "\(read.messages)")
            let lines = Set(read.output.split(separator: "\n").map(String.init))
            for line in Self.expected { #expect(lines.contains(line), "\(line)\n\(read.output)") }
            #expect(lines.contains { $0.hasPrefix("gauge hookrunner_build_info{version=") && $0.hasSuffix("} 1") })
            for name in ["journal_bytes", "start_time_seconds"] {
                #expect(lines.contains { $0.hasPrefix("gauge hookrunner_\(name){}") && !$0.hasSuffix(" 0") })
            }
            #expect(!lines.contains { $0.hasPrefix("unknown") || $0.hasPrefix("untyped") })
        }
    }

    @Test(.enabled(if: promtool != nil, "there is no promtool: apt-get install prometheus"))
    func `promtool has nothing to say against it`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            try await work(daemon)
            let text = try await metrics(of: daemon)
            let promtool = try #require(Self.promtool)
            let check = try await Program.run(["check", "metrics"], executable: promtool, input: text)
            #expect(check == Program.Outcome(status: 0, output: "", messages: ""))
            let worse = text.replacing("# HELP hookrunner_requests_total", with: "# HELP hookrunner_other")
            #expect(try await Program.run(["check", "metrics"], executable: promtool, input: worse).status != 0)
        }
    }

    @Test func `metrics are text of version 0_0_4, and requests create no series`() async throws {
        try await RunningDaemon.with(hooks: Self.hooks, settings: "admin 127.0.0.1:0") { daemon in
            let head = try await metrics(of: daemon, "-I")
            #expect(head.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"))
            try await work(daemon)
            let before = try await metrics(of: daemon)
            for number in 0..<20 {
                #expect(try await daemon.post("{\"event\":\"e\(number)\"}").status == 202)
                #expect(try await daemon.post("{}", path: "/p\(number)").status == 404)
            }
            let after = try await metrics(of: daemon)
            #expect(after.split(separator: "\n").count == before.split(separator: "\n").count)
            #expect(after.contains("\nhookrunner_deliveries_total{endpoint=\"/circularo\",event=\"other\"} 22\n"))
        }
    }
}
