#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

/// A journal in PostgreSQL: several daemons, one database.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct SharedJournalTests {
    static let body = #"{"event":"documentCompleted"}"#
    /// Says that it runs, waits at the gate, and says that it is done.
    static let gated = "on * run sh -c \"echo $HOOK_ATTEMPT $$ >> begun; cat gate; echo $HOOK_ATTEMPT >> done\""

    @Test func `a delivery is recorded, run and shown, and the tables are made once`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        let again = try await Program.run(["journal", "migrate", url])
        #expect(again.status == 0 && again.output.contains("is up to date"))
        try await RunningDaemon.with(hooks: "on * run sh -c \"cat > got\"", journal: url) { daemon in
            let answer = try await daemon.post(Self.body)
            #expect(answer.status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(daemon.directory.text(of: "got") == Self.body)
            let shown = try await daemon.command("show", answer.deliveryID)
            #expect(shown.status == 0 && shown.output.contains("succeeded"))
            #expect(try await daemon.post(Self.body).status == 200, "a duplicate")
            #expect(try await daemon.command("retry", answer.deliveryID).status == 0)
            try await eventually {
                try await daemon.command("show", answer.deliveryID, "--json").output.contains(#""attempt":2"#)
            }
            #expect(try await daemon.end(with: SIGTERM) == 0)
        }
    }

    @Test func `a daemon without tables, or without a database, does not start and says what to do`() async throws {
        let server = try await PostgreSQLServer.shared()
        let place = try TemporaryDirectory()
        func start(_ url: String) async throws -> Program.Outcome {
            try place.write(
                "listen 127.0.0.1:0\njournal \(url)\nendpoint /e {\nprovider circularo\nunsigned\non * run true\n}\n",
                to: "hookrunner.conf")
            return try await Program.run(["serve", "-c", place.file("hookrunner.conf")])
        }
        let empty = try await start(server.database())
        #expect(empty.status == 1 && empty.messages.contains("make its tables with 'hookrunner journal migrate'"))
        let list = try await Program.run(["list", "-c", place.file("hookrunner.conf")])
        #expect(list.status == 1 && list.messages.contains("hookrunner journal migrate"))
        let url = try await server.journal()
        let name = PostgreSQLServer.name(in: url)
        try await server.query("UPDATE hookrunner.schema_version SET version = 99", in: name)
        let new = try await start(url)
        #expect(new.status == 1 && new.messages.contains("was written by a newer hookrunner"))
    }

    @Test func `a role that may make nothing uses the tables that another has made`() async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.database()
        let name = PostgreSQLServer.name(in: url)
        let role = "role \"\(name)\""
        try await server.query("CREATE ROLE \"\(role.replacing("\"", with: "\"\""))\" LOGIN", in: name)
        try await server.query("REVOKE CREATE ON SCHEMA public FROM PUBLIC", in: name)
        let escaped = role.replacing(" ", with: "%20").replacing("\"", with: "%22")
        let mine = server.url(of: name, user: escaped)
        let refused = try await Program.run(["journal", "migrate", mine])
        #expect(refused.status == 1 && refused.messages.contains("permission denied"), "\(refused)")
        #expect(try await Program.run(["journal", "migrate", "--grant", role, url]).status == 0)
        try await RunningDaemon.with(hooks: "on * run touch done", journal: mine) { daemon in
            #expect(try await daemon.post(Self.body).status == 202)
            try await eventually { daemon.directory.text(of: "done") != nil }
        }
    }

    @Test func `only at its admin address a machine's own daemon is seen`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        try await RunningDaemon.with(hooks: "on * run true", journal: url) { daemon in
            let status = try await daemon.command("status")
            #expect(
                status.status == 1 && status.output.hasPrefix("daemon   unknown: the journal is shared and "))
            let json = try await daemon.command("status", "--json").output
            #expect(json.hasPrefix(#"{"running":null,"pid":null,"ready":null,"reasons":[{"name":"not-seen","text":""#))
        }
        try await RunningDaemon.with(
            hooks: "on * run true", settings: "admin unix:admin.sock", journal: url
        ) { daemon in
            let ready = try await daemon.command("status")
            #expect(ready.status == 0 && ready.output.hasPrefix("daemon   running, ready\n"))
            try await daemon.end(with: SIGKILL)
            let gone = try await daemon.command("status")
            #expect(gone.status == 1 && gone.output.hasPrefix("daemon   not running\n"))
        }
    }

    @Test func `a machine that was killed is followed by another when its lease is over`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        try await RunningDaemon.with(hooks: Self.gated, settings: "lease 15s", journal: url) { first in
            _ = try Gate(in: first.directory)
            #expect(try await first.post(Self.body).status == 202)
            try await eventually { first.directory.text(of: "begun") != nil }
            let killedAt = ContinuousClock.now
            try await first.end(with: SIGKILL)
            let hooks = "on * run sh -c \"echo $HOOK_ATTEMPT > done\""
            try await RunningDaemon.with(hooks: hooks, settings: "lease 15s", journal: url) { second in
                try await eventually { second.directory.text(of: "done")?.hasSuffix("\n") == true }
                let wait = ContinuousClock.now - killedAt
                #expect(wait > .seconds(5), "not while its lease lasted: \(wait)")
                #expect(second.directory.text(of: "done") == "2\n")
                try await eventually { await second.log.contains("runs-recovered runs=1") }
            }
        }
    }

    @Test func `one machine receives and another runs what it is configured for`() async throws {
        let url = try await PostgreSQLServer.shared().journal()
        let wait = "reply wait 20s\n"
        try await RunningDaemon.with(
            hooks: wait + "on documentCompleted run true", journal: url, options: ["--receive-only"]
        ) { receiver in
            try await RunningDaemon.with(
                hooks: wait + "on documentCompleted run sh -c \"cat > got; echo hello\"", journal: url,
                options: ["--run-only"]
            ) { runner in
                #expect(await runner.address.isEmpty)
                let answer = try await receiver.post(Self.body)
                #expect(answer.status == 200 && answer.body.contains("hello"), "\(answer)")
                #expect(runner.directory.text(of: "got") == Self.body)
                #expect(try await receiver.command("status").output.contains("1 succeeded"))
            }
        }
    }
}
#endif
