#if PostgreSQL
import Formats
import Foundation
import Support
import Testing

/// A database that restarts, hangs, refuses or is killed: nothing is lost, and no run overlaps itself.
@Suite(
    .timeLimit(.minutes(4)),
    .enabled(if: PostgreSQLServer.programs != nil, "PostgreSQL is not installed"))
struct DatabaseFaultTests {
    static let hooks = "on * run sh -c \"echo $HOOK_ATTEMPT >> begun; echo $PAYLOAD_N >> done\""
    /// Says when it begins and that it has been told to end; lasts until then.
    static let lasting = """
        on * {
            run sh -c "trap 'echo ended $HOOK_ATTEMPT >> events; exit 1' TERM; echo begun $HOOK_ATTEMPT >> events; \
        if [ $HOOK_ATTEMPT = 1 ]; then while :; do sleep 0.1; done; fi"
            retry 9 times 1s..2s
        }
        """

    private func body(_ number: Int) -> String { #"{"event":"e","n":\#(number)}"# }

    @Test func `while the database is away requests wait or are refused; then everything goes on by itself`()
        async throws
    {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        try await RunningDaemon.with(hooks: Self.hooks, journal: url) { daemon in
            #expect(try await daemon.post(body(1)).status == 202)
            try await eventually { daemon.directory.numbers(in: "done") == [1] }
            // Nobody notices a restart but by its time.
            try await server.stop()
            async let answer = daemon.post(body(2))
            try await Task.sleep(for: .milliseconds(500))
            try await server.start()
            #expect(try await answer.status == 202)
            try await server.stop()
            let refused = try await daemon.post(body(3))
            #expect(refused.status == 503)
            try await eventually { await daemon.log.contains("journal-failed") }
            try await server.start()
            try await eventually { try await daemon.post(body(3)).status == 202 }
            try await eventually { Set(daemon.directory.numbers(in: "done")) == [1, 2, 3] }
            try await eventually { await daemon.log.contains("journal-recovered") }
            #expect(daemon.directory.numbers(in: "done").count == 3)
        }
    }

    @Test func `kill -9 of the database under load loses nothing that was answered 202`() async throws {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        try await RunningDaemon.with(hooks: Self.hooks, settings: "lease 10s", journal: url) { daemon in
            var acknowledged: Set<Int> = []
            for round in 0..<3 {
                // Whoever comes while it is away may be refused.
                try await eventually { try await [200, 202].contains(daemon.post(body(1000)).status) }
                let (answers, answer) = AsyncStream<Int>.makeStream()
                async let load: Void = withThrowingTaskGroup { group in
                    for number in round * 20..<(round + 1) * 20 {
                        group.addTask {
                            if try await [200, 202].contains(daemon.post(body(number)).status) { answer.yield(number) }
                        }
                    }
                    try await group.waitForAll()
                    answer.finish()
                }
                var left = Int.random(in: 1...10)
                for await number in answers {
                    acknowledged.insert(number)
                    left -= 1
                    guard left == 0 else { continue }
                    try server.kill()
                    try await server.start()
                }
                try await load
                #expect(left <= 0, "it was killed amid answers")
            }
            try await eventually { try await [200, 202].contains(daemon.post(body(1000)).status) }
            try await daemon.untilNothingRuns()
            let done = daemon.directory.numbers(in: "done")
            let lost = acknowledged.subtracting(done)
            let again = done.count - Set(done).count
            print("kill -9 of the database: acknowledged \(acknowledged.count), lost \(lost.count), run again \(again)")
            #expect(lost.isEmpty, "\(lost.sorted())")
        }
    }

    @Test func `a run whose end the database has forgotten is run again by the same machine`() async throws {
        let server = try await PostgreSQLServer.shared()
        let url = try await server.journal()
        let database = PostgreSQLServer.name(in: url)
        try await RunningDaemon.with(hooks: Self.hooks, settings: "lease 10s", journal: url) { daemon in
            let directory = daemon.directory
            // Who had it is forgotten at its end, too.
            try await server.query(
                """
                CREATE TABLE had (claimer bigint);
                CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO public.had VALUES (NEW.claimer); RETURN NEW; END';
                CREATE TRIGGER note BEFORE UPDATE ON hookrunner.runs FOR EACH ROW WHEN (NEW.claimer IS NOT NULL)
                    EXECUTE FUNCTION note()
                """, in: database)
            #expect(try await daemon.post(body(1)).status == 202)
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            // As it was before its end: a commit that does not wait for the disk is lost in a crash.
            try await server.query(
                "UPDATE hookrunner.runs SET state = 2, claimer = (SELECT max(claimer) FROM had)", in: database)
            try await eventually { directory.numbers(in: "done") == [1, 1] }
            try await eventually { try await daemon.list("--state", "succeeded").count == 1 }
            #expect(directory.text(of: "begun") == "1\n2\n")
        }
    }

    @Test func `a machine that is cut off ends its command before another takes up the run`() async throws {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        let database = PostgreSQLServer.name(in: url)
        try await server.query("CREATE ROLE cut LOGIN", in: database)
        #expect(try await Program.run(["journal", "migrate", "--grant", "cut", url]).status == 0)
        let mine = server.url(of: database, user: "cut")
        try await RunningDaemon.with(hooks: Self.lasting, settings: "lease 15s", journal: mine) { first in
            #expect(try await first.post(body(1)).status == 202)
            try await eventually { first.directory.text(of: "events") == "begun 1\n" }
            try await RunningDaemon.with(hooks: Self.lasting, settings: "lease 15s", journal: url) { second in
                // Its connections end, and it gets no others: the server has too many of this role.
                try await server.query("ALTER ROLE cut CONNECTION LIMIT 0", in: database)
                try await server.query(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'cut'", in: database)
                try await eventually { first.directory.text(of: "events") == "begun 1\nended 1\n" }
                #expect(second.directory.text(of: "events") == nil, "the run was taken up too early")
                try await eventually { await first.log.contains("lease-lost") }
                #expect(try await first.post(body(2)).status == 503)
                try await eventually { second.directory.text(of: "events") == "begun 2\n" }
                try await server.query("ALTER ROLE cut CONNECTION LIMIT -1", in: database)
                try await eventually { try await first.post(body(2)).status == 202 }
                try await eventually { try await second.list("--state", "succeeded").count >= 1 }
                try await eventually { await first.log.contains("run-taken-elsewhere") }
            }
        }
    }

    @Test func `a database that hangs is left after ten seconds, and used again when it answers`() async throws {
        let server = try await PostgreSQLServer()
        let url = try await server.journal()
        try await RunningDaemon.with(hooks: Self.hooks, settings: "lease 30s", journal: url) { daemon in
            #expect(try await daemon.post(body(1)).status == 202)
            try await eventually { daemon.directory.numbers(in: "done") == [1] }
            try await server.pause()
            #expect(try await daemon.post(body(2)).status == 503)
            try await server.resume()
            try await eventually { try await [200, 202].contains(daemon.post(body(2)).status) }
            try await eventually { daemon.directory.numbers(in: "done").contains(2) }
            #expect(daemon.directory.numbers(in: "done").count { $0 == 2 } == 1)
        }
    }
}
#endif
