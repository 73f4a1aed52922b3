import Formats
import Foundation
import Support
import Testing

/// `alert` and `on-alert`, as an operator meets them.
@Suite(.timeLimit(.minutes(4))) struct AlertTests {
    private static let body = #"{"event":"documentCompleted"}"#

    /// Writes what it gets into a file named after the state, and its environment beside it.
    private static let tell = """
        on-alert run sh -c "cat >> $ALERT_STATE; env | grep ^ALERT_ | sort > $ALERT_STATE.env; echo $1 >> texts" sh {text}
        """

    private func count(_ text: String?, _ part: String) -> Int {
        (text ?? "").components(separatedBy: part).count - 1
    }

    @Test func `wrong signatures are told of once, and once more when they are over`() async throws {
        let settings = "\(Self.tell)\nadmin 127.0.0.1:0\nalert signature-failures 3 in 10s at /circularo"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            let metric = "hookrunner_alerts_firing{alert=\"signature-failures 3 in 10s at /circularo\"}"
            let metrics = { () async throws -> String in
                try await Program.run(
                    ["-s", "http://\(await daemon.adminAddress)/metrics"], executable: "/usr/bin/curl"
                ).output
            }
            let first = try await metrics()
            #expect(first.contains("\n\(metric) 0\n"))
            for _ in 0..<2 { #expect(try await daemon.post(Self.body, signature: "00").status == 401) }
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually {
                _ = try await daemon.post(Self.body, signature: "00")
                return daemon.directory.text(of: "started.env") != nil
            }
            #expect(try await metrics().contains("\n\(metric) 1\n"))
            try await eventually { daemon.directory.text(of: "ended")?.hasSuffix("\n") == true }
            #expect(try await metrics().contains("\n\(metric) 0\n"))
            let started = try #require(daemon.directory.text(of: "started"))
            #expect(count(started, "\n") == 1)
            #expect(
                started.hasPrefix(#"{"name":"signature-failures 3 in 10s at /circularo","kind":"signature-failures","#))
            #expect(started.contains(#""state":"started""#) && started.contains(#""threshold":3,"unit":"requests""#))
            let environment = try #require(daemon.directory.text(of: "started.env"))
            #expect(
                environment.contains("ALERT_KIND=signature-failures\n") && environment.hasPrefix("ALERT_ATTEMPT=1\n"))
            #expect(!environment.contains(RunningDaemon.secret))
            try await eventually { await daemon.log.contains(" alert-ended ") }
            let log = await daemon.log
            #expect(count(log, " error alert-started alert=\"signature-failures 3 in 10s at /circularo\" reason=") == 1)
            #expect(count(log, " info alert-ended alert=\"signature-failures 3 in 10s at /circularo\" ms=") == 1)
        }
    }

    @Test(.enabled(if: RunningDaemon.usesDirectory, "on a shared journal another machine may be telling it"))
    func `a restart repeats nothing, and tells what a crash has cut off`() async throws {
        let settings = """
            on-alert run sh -c "echo $ALERT_STATE $ALERT_STARTED_AT $ALERT_ATTEMPT >> told; cat gate"
            alert failed-runs 2 in 1h
            """
        try await RunningDaemon.with(hooks: "on * run false", settings: settings) { daemon in
            let gate = try Gate(in: daemon.directory)
            for number in 0..<2 { #expect(try await daemon.post("{\"event\":\"e\(number)\"}").status == 202) }
            try await eventually { count(daemon.directory.text(of: "told"), "\n") == 1 }
            try await daemon.end(with: SIGKILL)
            try await daemon.start()
            try await eventually { count(daemon.directory.text(of: "told"), "\n") == 2 }
            try await gate.open()
            let told = try #require(daemon.directory.text(of: "told")).split(separator: "\n")
            let words = told.map { $0.split(separator: " ") }
            #expect(words[0][..<2] == words[1][..<2] && words[0][2] == "1" && words[1][2] == "2")
            #expect(try await daemon.end(with: SIGTERM) == 0)
            try await daemon.start()
            // A run that fails now is the first that this daemon sees: all alerts have been looked at when it has failed.
            #expect(try await daemon.post(#"{"event":"again"}"#).status == 202)
            try await eventually { await daemon.log.contains("run-failed") }
            #expect(try await daemon.end(with: SIGTERM) == 0)
            #expect(count(daemon.directory.text(of: "told"), "\n") == 2)
            let log = await daemon.log
            #expect(!log.contains("alert-started") && !log.contains("alert-ended"))
        }
    }

    @Test func `silence is told of, and ends with the next delivery`() async throws {
        let settings = "\(Self.tell)\nalert silence 1s on document* at /circularo"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            try await eventually { daemon.directory.text(of: "started.env") != nil }
            #expect(try await daemon.post(#"{"event":"other"}"#).status == 202)
            #expect(daemon.directory.text(of: "ended") == nil)
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "ended.env") != nil }
            // More follows: after the delivery it is silent again.
            try await eventually { count(daemon.directory.text(of: "texts"), "\n") >= 2 }
            let texts = try #require(daemon.directory.text(of: "texts")).split(separator: "\n")
            #expect(texts[0].hasPrefix("alert: no delivery of document* at /circularo for "))
            #expect(texts[1].hasSuffix(": silence 1s on document* at /circularo"))
        }
    }

    @Test func `a backlog is told of while every place is taken, and what is told needs none`() async throws {
        let settings = "\(Self.tell)\nmax-running 1\nalert backlog older 1s"
        try await RunningDaemon.with(hooks: "on * run cat gate", settings: settings) { daemon in
            let gate = try Gate(in: daemon.directory)
            for event in ["a", "b"] { #expect(try await daemon.post("{\"event\":\"\(event)\"}").status == 202) }
            try await eventually { daemon.directory.text(of: "started.env") != nil }
            #expect(try await daemon.list("--state", "running").count == 1)
            #expect(try await daemon.command("status").output.contains(/\nalert    backlog older 1s, since 20\d\d-/))
            #expect(
                try await daemon.command("status", "--json").output.contains(#""alerts":[{"alert":"backlog older 1s""#))
            try await gate.open()
            try await eventually { daemon.directory.text(of: "ended.env") != nil }
            #expect(!(try await daemon.command("status").output.contains("alert")))
            try await gate.open()
        }
    }

    @Test func `a new configuration brings alerts in, and ends those that it does not have`() async throws {
        let settings = "\(Self.tell)\nalert silence 1s on *"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            try await eventually { daemon.directory.text(of: "started.env") != nil }
            let file = try #require(daemon.directory.text(of: "hookrunner.conf"))
            try daemon.directory.write(
                file.replacing("alert silence 1s on *", with: "alert silence 1s on never"), to: "hookrunner.conf")
            await daemon.send(SIGHUP)
            try await eventually { daemon.directory.text(of: "ended.env") != nil }
            try await eventually { count(daemon.directory.text(of: "started"), "\n") == 2 }
            let started = daemon.directory.text(of: "started") ?? ""
            #expect(count(started, #""name":"silence 1s on never""#) == 1)
            #expect(daemon.directory.text(of: "ended")?.contains(#""name":"silence 1s on *""#) == true)
            #expect(daemon.directory.text(of: "ended")?.contains(#""threshold":null"#) == true)
        }
    }

    @Test func `an on-alert command that fails is logged, and tried again unless it says not to`() async throws {
        let settings = "on-alert run sh -c \"exit 100\"\nalert silence 1s on *"
        try await RunningDaemon.with(hooks: "on * run true", settings: settings) { daemon in
            try await eventually {
                await daemon.log.contains(" error on-alert-failed alert=\"silence 1s on *\" attempt=1 exit=100\n")
            }
        }
        let failing = "on-alert run sh -c \"exit 3\"\nalert silence 1s on *"
        try await RunningDaemon.with(hooks: "on * run true", settings: failing) { daemon in
            try await eventually {
                await daemon.log.contains(" error on-alert-failed alert=\"silence 1s on *\" attempt=1 exit=3 ms=")
            }
        }
    }

    @Test func `check shows alerts and conditions, and warns of a missing on-alert`() async throws {
        let place = try TemporaryDirectory()
        try place.write(
            """
            listen 127.0.0.1:0
            journal journal
            alert failed-runs 5 in 600s
            alert silence 24h on documentCompleted at /x
            endpoint /x {
                provider circularo
                secret env KEY
                on a run true
                on * {
                    when .ref = main
                    when not .n > 5
                    run true
                }
                on b run true
            }
            """, to: "hookrunner.conf")
        let check = try await Program.run(
            ["check", "-c", place.file("hookrunner.conf")], environment: ["KEY": "k"], directory: place.path)
        #expect(check.status == 0)
        #expect(
            check.output.contains(
                "\nalert     failed-runs 5 in 10m\nalert     silence 24h on documentCompleted at /x\n"))
        let rows = check.output.split(separator: "\n").suffix(6).map(String.init)
        #expect(rows[0].hasPrefix("  HOOK") && rows[1].hasPrefix("  a ") && rows[2].hasPrefix("  * "))
        #expect(Array(rows[3...4]) == ["    when .ref = \"main\"", "    when not .n > 5"] && rows[5].hasPrefix("  b "))
        #expect(check.messages.contains("hookrunner.conf:3:1: warning: alerts do not notify anyone without 'on-alert'"))
        let json = try await Program.run(
            ["check", "--json", "-c", place.file("hookrunner.conf")], environment: ["KEY": "k"], directory: place.path)
        #expect(json.output.contains(#""alerts":["failed-runs 5 in 10m","silence 24h on documentCompleted at /x"]"#))
    }
}
